import { type CrmAdapter, createAdapter, createContextAdapter, type Touched } from "@fieldwork/crm";
import { testLogger } from "@fieldwork/runtime/testing";
import {
  createHubspotSimulator,
  createSalesforceSimulator,
  type HubspotSimulator,
} from "@fieldwork/simulators";
import { describe, expect, onTestFinished, test } from "vitest";

const never = new AbortController().signal;
const all = new Set(["recentNotes", "recentEmails", "recentCalls", "recentTasks"]);

/** A CRM with one deal, and what people log on it. */
interface OpenCrm {
  adapter: CrmAdapter;
  deal: string;
  log(kind: "notes" | "emails" | "calls" | "tasks", text: string, at: string): Promise<string>;
  edit(kind: "notes", id: string, text: string): Promise<void>;
  /** Takes a kind away from our user. */
  hide(kind: "notes"): Promise<void>;
  calls(): Promise<number>;
}

async function openHubspot(): Promise<OpenCrm & { simulator: HubspotSimulator }> {
  const simulator = createHubspotSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { accessToken } = simulator.credentials.integration;
  const adapter = createAdapter(
    { vendor: "hubspot", name: "crm", accessToken, baseUrl: simulator.url },
    { outputs: () => [], logger: testLogger() },
  );
  onTestFinished(() => adapter.close());
  const [deal = ""] = await simulator.create("deals", [{ dealname: "Pumps" }]);
  const textOf = {
    notes: (text: string) => ({ hs_note_body: text }),
    emails: (text: string) => ({ hs_email_subject: "Offer", hs_email_html: text }),
    calls: (text: string) => ({ hs_call_title: "Call", hs_call_body: text }),
    tasks: (text: string) => ({ hs_task_subject: "To do", hs_task_body: text }),
  };
  return {
    simulator,
    adapter,
    deal,
    async log(kind, text, at) {
      const [id = ""] = await simulator.create(kind, [{ ...textOf[kind](text), hs_timestamp: at }]);
      await simulator.associate({ object: kind, id }, { object: "deals", id: deal });
      return id;
    },
    edit: (kind, id, text) => simulator.edit({ object: kind, id }, textOf[kind](text)),
    async hide(kind) {
      await simulator.faults.add({ path: kind, status: 403, times: "always" });
    },
    calls: async () => (await simulator.books.read()).calls.length,
  };
}

async function openSalesforce(): Promise<OpenCrm> {
  const simulator = createSalesforceSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { clientId, clientSecret } = simulator.credentials;
  const adapter = createAdapter(
    { vendor: "salesforce", name: "crm", loginUrl: simulator.url, clientId, clientSecret },
    { outputs: () => [], logger: testLogger() },
  );
  onTestFinished(() => adapter.close());
  const pumps = { Name: "Pumps", StageName: "Qualification", CloseDate: "2026-12-01" };
  const [deal = ""] = await simulator.create("Opportunity", [pumps]);
  const rowOf = {
    emails: (text: string, at: string) => ({
      ...{ RelatedToId: deal, Subject: "Offer", HtmlBody: text, MessageDate: at },
    }),
    calls: (text: string) => ({
      ...{ WhatId: deal, TaskSubtype: "Call", Subject: "Call", Description: text },
    }),
    tasks: (text: string) => ({
      ...{ WhatId: deal, TaskSubtype: "Task", Subject: "To do", Description: text },
    }),
  };
  const types = { emails: "EmailMessage", calls: "Task", tasks: "Task" };
  return {
    adapter,
    deal,
    async log(kind, text, at) {
      if (kind !== "notes") {
        const [id = ""] = await simulator.create(types[kind], [rowOf[kind](text, at)], { at });
        return id;
      }
      const note = { Title: "", TextPreview: text };
      const [id = ""] = await simulator.create("ContentNote", [note], { at });
      const link = { LinkedEntityId: deal, ContentDocumentId: id };
      await simulator.create("ContentDocumentLink", [link], { at });
      // Salesforce's own clock says when it was saved.
      await simulator.edit({ object: "ContentNote", id }, { Title: "" }, { at });
      return id;
    },
    edit: (_, id, text) => simulator.edit({ object: "ContentNote", id }, { TextPreview: text }),
    async hide() {
      for (const object of ["ContentNote", "Note"] as const) await simulator.hideObject(object);
    },
    calls: async () => (await simulator.books.read()).calls.length,
  };
}

const contextOf = ({ adapter }: OpenCrm, wanted = all) =>
  createContextAdapter(adapter, { wants: () => wanted, logger: testLogger() });

async function touchedSince(adapter: CrmAdapter, cursor: object | null) {
  const touched: Touched[] = [];
  let last = cursor as Parameters<CrmAdapter["readChanges"]>[1];
  const ask = { kind: "notes", objects: ["deal", "company"], cursor: last } as const;
  for await (const page of adapter.activities?.readTouched(ask, never) ?? []) {
    touched.push(...page.touched);
    last = page.cursor;
  }
  return { ids: touched.map(({ ref }) => `${ref.object} ${ref.id}`), cursor: last };
}

describe.each([
  { vendor: "HubSpot", open: openHubspot },
  { vendor: "Salesforce", open: openSalesforce },
])("in $vendor", ({ open }) => {
  test("the newest notes, e-mails, calls and tasks of a record are fields of it, without markup", async () => {
    const crm = await open();
    const { adapter, deal, log } = crm;
    const context = contextOf(crm);
    const [bare] = await context.readRecords("deal", [deal], never);
    expect(bare?.fields).toMatchObject({ recentNotes: null, recentTasks: null });
    for (let day = 1; day <= 7; day++) {
      await log("notes", `<p>Note ${day} &amp; more</p>`, `2026-11-0${day}T10:00:00Z`);
    }
    await log("emails", "<p>Our <b>offer</b></p>", "2026-11-05T10:00:00Z");
    await log("calls", "They like it", "2026-11-06T10:00:00Z");
    await log("tasks", "Send the contract", "2026-11-09T10:00:00Z");
    const [read] = await context.readRecords("deal", [deal], never);
    const { recentNotes, recentEmails, recentCalls, recentTasks } = read?.fields ?? {};
    expect(recentNotes?.match(/Note \d/g)).toEqual([7, 6, 5, 4, 3].map((day) => `Note ${day}`));
    expect(recentNotes).toMatch(/^2026-11-07 10:00 UTC\nNote 7 & more\n\n/);
    expect(recentEmails).toMatch(/^2026-11-05 10:00 UTC: Offer\nOur offer$/);
    expect(recentCalls).toMatch(/^2026-11-06 10:00 UTC: Call\nThey like it$/);
    expect(recentTasks).toMatch(/Send the contract$/);
    const [plain] = await adapter.readRecords("deal", [deal], never);
    expect(plain?.fields).not.toHaveProperty("recentNotes");
    expect(plain?.version.contentHash).not.toBe(read?.version.contentHash);
  });

  test("a note that was logged or edited is told as the record that it belongs to, once", async () => {
    const { adapter, deal, log, edit } = await open();
    const first = await touchedSince(adapter, null);
    expect(first.ids).toEqual([]);
    const note = await log("notes", "First", new Date().toISOString());
    const second = await touchedSince(adapter, first.cursor);
    expect(second.ids).toEqual([`deal ${deal}`]);
    await edit("notes", note, "First, corrected");
    const third = await touchedSince(adapter, second.cursor);
    expect(third.ids).toEqual([`deal ${deal}`]);
  });

  test("crm-13: a kind that our user may not see stays absent, and the record is read all the same", async () => {
    const crm = await open();
    await crm.log("notes", "Hidden", "2026-11-01T10:00:00Z");
    await crm.log("tasks", "Shown", "2026-11-01T10:00:00Z");
    await crm.hide("notes");
    const context = contextOf(crm);
    const [read] = await context.readRecords("deal", [crm.deal], never);
    expect(read?.fields).not.toHaveProperty("recentNotes");
    expect(read?.fields.recentTasks).toMatch(/Shown$/);
    const described = await context.describeFields("deal", never);
    expect(described.filter(({ exists }) => !exists).map(({ field }) => field)).toEqual([
      "recentNotes",
    ]);
  });

  test("a read of records costs the same calls as before where nobody wants activities", async () => {
    const crm = await open();
    await crm.log("notes", "Unread", "2026-11-01T10:00:00Z");
    const read = () => contextOf(crm, new Set(["name"])).readRecords("deal", [crm.deal], never);
    await read();
    const before = await crm.calls();
    await read();
    expect((await crm.calls()) - before).toBe(1);
  });
});

test("a record with more notes than HubSpot tells at once shows the newest of all", async () => {
  const crm = await openHubspot();
  const { simulator, deal } = crm;
  const rows = Array.from({ length: 501 }, (_, index) => ({
    hs_note_body: `Note ${index}`,
    hs_timestamp: new Date(Date.UTC(2026, 0, 1, index)).toISOString(),
  }));
  for (const id of simulator.seed("notes", rows)) {
    await simulator.associate({ object: "notes", id }, { object: "deals", id: deal });
  }
  const [read] = await contextOf(crm).readRecords("deal", [deal], never);
  const { recentNotes } = read?.fields ?? {};
  expect(recentNotes?.match(/Note \d+/g)).toEqual(
    [500, 499, 498, 497, 496].map((n) => `Note ${n}`),
  );
});
