import { everyRecord, type RecordFilter } from "@fieldwork/contracts";
import type { CrmAdapter, Cursor, MatchingPage } from "@fieldwork/crm";
import { describeMatchingReads } from "@fieldwork/crm/testing";
import { createInProcessAdmission } from "@fieldwork/limits";
import { eventually } from "@fieldwork/runtime/testing";
import { createSalesforceSimulator, type SalesforceOptions } from "@fieldwork/simulators";
import { describe, expect, test } from "vitest";
import { anHourAgo, connectTo, customFields, openBulkOrg, rows, short } from "./bulk-org.ts";
import { asFixture } from "./simulated-crm.ts";

const { signal } = new AbortController();
const names: Readonly<Record<string, string>> = {
  ...{ name: "Name", description: "Description", domain: "Website", phone: "Phone" },
  ...{ country: "BillingCountry", city: "BillingCity", employees: "NumberOfEmployees" },
  ...{ stage: "StageName", amount: "Amount", closesOn: "CloseDate" },
  ...{ ai_industry: "Ai_Industry__c", ai_summary: "Ai_Summary__c" },
};
const sobjects: Readonly<Record<string, string>> = { company: "Account", deal: "Opportunity" };
interface Reading {
  expected: number;
  filter?: RecordFilter;
  from?: Cursor | null;
  limit?: number;
  onPage?: (page: MatchingPage) => Promise<unknown>;
}

/** To the end; what the CRM has not ready is asked for again at once. */
async function readAll(
  adapter: CrmAdapter,
  { expected, filter = everyRecord, from = null, limit = 40, onPage }: Reading,
) {
  const pages: MatchingPage[] = [];
  let token = from;
  do {
    const ask = { filter, token, limit, expected };
    const page = await adapter.readMatching("company", ask, signal);
    token = page.token && JSON.parse(JSON.stringify(page.token));
    pages.push(page);
    await onPage?.(page);
  } while (token !== null);
  return { pages, records: pages.flatMap(({ records }) => records) };
}

describeMatchingReads("reading what matches by jobs of Salesforce", async () => {
  const simulator = createSalesforceSimulator({ customFields, bulkPolls: 0 });
  await simulator.start();
  return asFixture({
    simulator,
    connect: () => connectTo(simulator, { bulkReadFrom: 1, bulkPageRows: 7 }),
    objectName: (object) => sobjects[object] ?? "",
    fieldName: (_, field) => names[field] ?? expect.unreachable(field),
    showsDeletions: true,
  });
});

describe("a read of many records of Salesforce", () => {
  test("crm-5: is made by one job, whose records are the same as by calls, a few at a time, each once", async () => {
    const { simulator, connect, callsOf } = await openBulkOrg();
    const ids = simulator.seed("Account", rows(450), anHourAgo);
    const { pages, records } = await readAll(connect(), { expected: 450 });
    const byCalls = await readAll(connect(), { expected: 149 });
    expect(records).toEqual(byCalls.records);
    expect(records.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
    expect(Math.max(...pages.map((page) => page.records.length))).toBe(40);
    expect(pages.map(({ job }) => job?.state)).toContain("preparing");
    expect(pages.at(-1)?.job).toMatchObject({ state: "reading", said: null });
    expect(byCalls.pages.map(({ job }) => job)).toEqual(byCalls.pages.map(() => undefined));
    expect(await callsOf("bulk-create")).toBe(1);
    expect(await callsOf("bulk-results")).toBe(5);
  });

  test("crm-5: reads on in the same job after a restart, from the row behind the last that was kept", async () => {
    const { simulator, connect, callsOf } = await openBulkOrg({ bulkPolls: 2 });
    const ids = simulator.seed("Account", rows(330), anHourAgo);
    const seen: string[] = [];
    let token: Cursor | null = null;
    do {
      // Each page by another process, which was killed after it had kept where it was.
      const ask = { filter: everyRecord, token, limit: 40, expected: 330 };
      const page = await connect().readMatching("company", ask, signal);
      seen.push(...page.records.map(({ ref }) => ref.id));
      token = page.token && JSON.parse(JSON.stringify(page.token));
    } while (token !== null);
    expect(seen).toHaveLength(330);
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(await callsOf("bulk-create")).toBe(1);
  });

  test("crm-5: a job that is gone is begun anew behind the last row, and in the end what is left is read by calls", async () => {
    const { simulator, connect, callsOf } = await openBulkOrg();
    const ids = simulator.seed("Account", rows(400), anHourAgo);
    let read = 0;
    const adapter = connect();
    const { records, pages } = await readAll(adapter, {
      expected: 400,
      async onPage(page) {
        read += page.records.length;
        if (read >= 60 && read <= 300) await simulator.dropJobs();
      },
    });
    expect(records.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
    expect(await callsOf("bulk-create")).toBe(3);
    const [failed] = pages.flatMap(({ job }) => (job?.state === "failed" ? [job] : []));
    expect(failed).toMatchObject({ said: "it was lost, as 2 others were before it" });
  });

  test.each<[string, SalesforceOptions, string[], RegExp]>([
    ["fails", {}, ["bulk-fails"], /InternalServerError/],
    ["cannot be made", { bulkUnsupported: ["Account"] }, [], /not supported by the Bulk API/],
  ])(
    "crm-5: a job that %s says why, and what is left is read by calls",
    async (_, options, faults, said) => {
      const { simulator, connect } = await openBulkOrg(options);
      for (const vendor of faults) await simulator.faults.add({ kind: "bulk-create", vendor });
      const ids = simulator.seed("Account", rows(200), anHourAgo);
      const { records, pages } = await readAll(connect(), { expected: 200 });
      expect(records.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
      const told = pages.flatMap(({ job }) => (job?.state === "failed" ? [job.said] : []));
      expect(told).toEqual([expect.stringMatching(said)]);
    },
  );

  test("crm-5: has two pages of a job in memory at most, the second once half of the first is used up", async () => {
    const { simulator, connect, callsOf } = await openBulkOrg();
    simulator.seed("Account", rows(400), anHourAgo);
    let read = 0;
    await readAll(connect(), {
      ...{ expected: 400, limit: 25 },
      async onPage({ records }) {
        read += records.length;
        if (read === 0) return;
        const [inHand, used] = [Math.ceil(read / 100), read % 100 || 100];
        const most = Math.min(4, inHand + (used >= 50 ? 1 : 0));
        await eventually(async () => expect(await callsOf("bulk-results")).toBe(most));
      },
    });
  });

  test("crm-5: takes fewer calls by a job than by pages from the size on at which a job is made, even if Salesforce takes a minute", async () => {
    // A minute: after 0.5, 1, 2, 4, 8, 16, 26, 36, 46 and 56 s.
    const { simulator, connect } = await openBulkOrg({ bulkPolls: 10 });
    simulator.seed("Account", rows(10_000), anHourAgo);
    const callsFor = async (expected: number, limit: number) => {
      const adapter = connect({});
      await adapter.describeFields("company", signal);
      const before = (await simulator.books.read()).seq;
      await readAll(adapter, { expected, limit });
      const { calls } = await simulator.books.read(before);
      return calls.filter(({ kind }) => kind === "read").length;
    };
    expect(await callsFor(9_999, 500)).toBe(21);
    expect(await callsFor(10_000, 500)).toBe(13);
  });

  test.each<[string, { seeded: number; byIds?: boolean; byJob: boolean }]>([
    ["a job", { seeded: 230, byJob: true }],
    ["pages", { seeded: 140, byJob: false }],
    ["pages that are all full", { seeded: 120, byJob: false }],
    ["ids", { seeded: 240, byIds: true, byJob: false }],
  ])(
    "crm-16: is expected to take the calls that it takes, by %s",
    async (_, { seeded, byIds, byJob }) => {
      const { simulator, connect } = await openBulkOrg();
      const ids = simulator.seed("Account", rows(seeded), anHourAgo);
      const adapter = connect();
      await adapter.describeFields("company", signal);
      const { seq } = await simulator.books.read();
      const filter = byIds ? { field: "id", is: "anyOf" as const, values: ids } : everyRecord;
      const ask = { filter, expected: seeded, limit: 40 };
      const estimate = adapter.readCalls?.(ask);
      await readAll(adapter, ask);
      const { calls } = await simulator.books.read(seq);
      expect(estimate?.byJob).toBe(byJob);
      expect(calls.length).toBeGreaterThanOrEqual(estimate?.atLeast ?? Number.NaN);
      expect(calls.length).toBeLessThanOrEqual((byJob ? estimate?.likely : estimate?.atMost) ?? 0);
    },
  );

  test("crm-16: each call of a job counts in the connection's quota, and in the limits that its processes share", async () => {
    const { simulator, connect } = await openBulkOrg();
    simulator.seed("Account", rows(200), anHourAgo);
    const perDay = 7;
    const admission = createInProcessAdmission({
      limits: {
        "connection:acme": {
          windows: [{ kind: "day", unit: "requests", timeZone: "UTC", limit: perDay }],
        },
      },
    });
    const adapter = connect({ ...short, admission });
    // Login, description, job, two looks at it, two pages of its rows.
    await readAll(adapter, { expected: 200 });
    const { calls } = await simulator.books.read();
    expect(calls).toHaveLength(perDay);
    expect(adapter.quota().used).toBe(calls.filter(({ kind }) => kind === "read").length);
    const ask = { filter: everyRecord, token: null, limit: 40, expected: 200 };
    await expect(adapter.readMatching("company", ask, signal)).rejects.toMatchObject({
      reason: "quota",
    });
  });
});
