import {
  type CrmRecord,
  everyRecord,
  plannerGroup,
  type RecordChanged,
} from "@fieldwork/contracts";
import { type CrmAdapter, CrmError } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import {
  cancelSourceRead,
  claimSourceRead,
  keepSourcePage,
  listSourceReads,
  orderSourceRead,
} from "@fieldwork/store/backfills";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { createSourceReads } from "./read-source.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store.drop());

beforeEach(async () => {
  await store.database.query("truncate source_read");
});

const recordOf = (n: number): CrmRecord => ({
  ref: { connection: "hub", object: "company", id: `${n}` },
  version: { vendorAt: `2026-01-0${n}T00:00:00.000Z`, contentHash: "a" },
  ...{ fields: {}, outputs: {} },
});

/** A CRM of five records, read two at a time, and a log whose planner is so far behind. */
function open(
  how: { lag?: () => number; fail?: (ask: Parameters<CrmAdapter["readMatching"]>[1]) => void } = {},
) {
  const published: RecordChanged[] = [];
  const asked: unknown[] = [];
  const adapter: Partial<CrmAdapter> = {
    ...{ connection: "hub", objects: ["company"] },
    scannedBeforeMs: () => Date.parse("2026-01-04T00:00:00.000Z"),
    countMatching: async () => ({ count: 5, is: "at-most", why: "case" }),
    async readMatching(_, ask) {
      asked.push(ask.token);
      how.fail?.(ask);
      const at = Number(ask.token?.at ?? 1);
      const records = [at, at + 1].filter((n) => n <= 5).map(recordOf);
      return { records, token: at + 2 <= 5 ? { at: at + 2 } : null };
    },
  };
  const eventLog: Partial<EventLog> = {
    async publish(_, events) {
      published.push(...(events.map(({ event }) => event) as RecordChanged[]));
    },
    lag: async (_, group) => (group === plannerGroup ? (how.lag?.() ?? 0) : Number.NaN),
  };
  const start = async () => {
    const reads = createSourceReads({
      ...{ adapter: adapter as CrmAdapter, eventLog: eventLog as EventLog },
      ...{ database: store.database, leaseMs: 300, logger: testLogger(), mostUnplanned: 10 },
    });
    onTestFinished(() => reads.stop());
    await reads.start();
    return reads;
  };
  return { published, asked, start };
}

const order = (object = "company", countsOnly = false) =>
  orderSourceRead(store.database, {
    ...{ id: "read-1", connection: "hub", object, filter: everyRecord },
    ...{ countsOnly, orderedBy: "ann" },
  });

async function found() {
  const [read] = await listSourceReads(store.database, { limit: 1 });
  return read;
}

test("what matches at the source is counted and published page by page; what the scans have passed is history", async () => {
  const { published, start } = open();
  await order();
  await start();
  await eventually(async () => expect(await found()).toMatchObject({ state: "done" }));
  expect(await found()).toMatchObject({
    ...{ count: { count: 5, is: "at-most", why: "case" }, pages: 3, records: 5, reason: null },
  });
  expect(
    published.map((event) => [event.ref.id, event.kind === "changed" && event.isHistory === true]),
  ).toEqual([
    ...[
      ["1", true],
      ["2", true],
      ["3", true],
      ["4", false],
      ["5", false],
    ],
  ]);
});

test("what is only to be counted is not read, and waits for nobody", async () => {
  const { asked, start } = open({ lag: () => 100_000 });
  await order("company", true);
  await start();
  await eventually(async () => expect(await found()).toMatchObject({ state: "done" }));
  expect(await found()).toMatchObject({ count: { count: 5 }, records: 0 });
  expect(asked).toEqual([]);
});

test("a page waits for the planner to have room, and the end until all is planned", async () => {
  let [lag, looks] = [11, 0];
  const { asked, start } = open({
    lag() {
      looks += 1;
      return lag;
    },
  });
  await order();
  await start();
  await eventually(() => expect(looks).toBeGreaterThan(1));
  expect(asked).toEqual([]);
  lag = 10;
  await eventually(async () => expect(await found()).toMatchObject({ state: "settling" }));
  expect(await found()).toMatchObject({ records: 5, endedAt: null });
  lag = 0;
  await eventually(async () => expect(await found()).toMatchObject({ state: "done" }));
});

test("goes on from the page after the last one that was kept, in another process and after a failure", async () => {
  let isDown = true;
  const { asked, published, start } = open({
    fail({ token }) {
      if (isDown && token?.at === 3)
        throw new CrmError("down", { reason: "broken", outcome: "not-sent" });
    },
  });
  await order();
  const first = await start();
  await eventually(() => expect(asked.length).toBeGreaterThanOrEqual(2));
  await first.stop();
  isDown = false;
  const before = asked.length;
  await start();
  await eventually(async () => expect(await found()).toMatchObject({ state: "done", records: 5 }));
  expect(asked.slice(before)).toEqual([{ at: 3 }, { at: 5 }]);
  expect(published.map(({ ref }) => ref.id)).toEqual(["1", "2", "3", "4", "5"]);
});

test("what a reader held that was killed is read by another, once the lease has lapsed", async () => {
  const { published, start } = open();
  await order();
  const killed = await claimSourceRead(store.database, { connection: "hub", leaseMs: 60_000 });
  expect(killed).toMatchObject({ id: "read-1", pages: 0 });
  await start();
  expect(await claimSourceRead(store.database, { connection: "hub", leaseMs: 1 })).toBeUndefined();
  await store.database.query("update source_read set lease_until = now() - interval '1 second'");
  await eventually(async () => expect(await found()).toMatchObject({ state: "done", pages: 3 }));
  expect(published).toHaveLength(5);
  // It was only stopped: what it kept of its page changes nothing.
  if (killed) await keepSourcePage(store.database, killed, { token: { at: 3 }, records: 2 });
  expect(await found()).toMatchObject({ state: "done", pages: 3, records: 5 });
});

test("ends with the reason where nothing can be read, and reads no more once it is cancelled", async () => {
  const { asked, start } = open({ lag: () => 100 });
  await order("deal");
  await start();
  await eventually(async () => expect(await found()).toMatchObject({ state: "failed" }));
  expect(await found()).toMatchObject({ reason: { code: "config-invalid" } });
  await store.database.query("truncate source_read");
  await order();
  expect(await cancelSourceRead(store.database, "read-1")).toBe(true);
  expect(await cancelSourceRead(store.database, "read-1")).toBe(false);
  expect(await found()).toMatchObject({ state: "cancelled" });
  expect(asked).toEqual([]);
});
