import {
  changeBackfill,
  makeSheet,
  orderBackfill,
  orderRead,
  previewUndo,
  showBackfill,
  showRead,
  undoByOrder,
} from "@fieldwork/api";
import { eventually } from "@fieldwork/runtime/testing";
import { recordAudit } from "@fieldwork/store/audit";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestLine, paidCalls, type TestLine } from "../support/test-line.ts";

/** A backfill from its order to its undo, on a whole line in one process. */

const ann = { kind: "person", id: "p1", name: "ann" } as const;
let line: TestLine;
let reader: Reader;

beforeAll(async () => {
  line = await createTestLine({ history: "read-only", before: history });
  reader = createReader({ connectionString: line.databaseUrl, max: 2, applicationName: "test" });
});

afterAll(async () => {
  await reader.stop();
  await line.stop();
});

const deps = () => ({ database: line.database, reader, audit: recordAudit });
const industryOf = async (id: string) => (await line.company(id)).ai_industry || null;
const industries = (ids: readonly string[]) => Promise.all(ids.map(industryOf));
const change = (id: string, order: "pause" | "resume" | "cancel") =>
  changeBackfill(deps(), ann, { id, order });
async function start(id: string): Promise<void> {
  const { hash: sheet } = await makeSheet(deps(), ann, { id, validHours: 1 });
  await changeBackfill(deps(), ann, { id, order: "start", sheet });
}
const stateOf = async (id: string) => (await showBackfill(reader, id)).state;

const create = (ids: readonly string[], restMinutes = 0) =>
  orderBackfill(deps(), ann, {
    ...{ enrichment: "company-profile", connection: "hubspot" },
    filter: { field: "id", is: "anyOf", values: [...ids] },
    ...{ ramp: [2, 3], restMinutes, maxNanoUsd: null },
  });

/** What was made in the past is read by order alone. */
async function readAgain(ids: readonly string[]): Promise<void> {
  const filter = { field: "id", is: "anyOf" as const, values: [...ids] };
  const ordered = { enrichment: "company-profile", connection: "hubspot", filter };
  const { id } = await orderRead(deps(), ann, ordered);
  await eventually(async () => expect(await showRead(reader, id)).toMatchObject({ state: "done" }));
}

/** Companies that were there before the line was started. */
let old: string[] = [];
const history = async ({ hubspot }: Pick<TestLine, "hubspot">) => {
  const rows = Array.from({ length: 16 }, (_, n) => ({
    name: `Company ${n}`,
    description: `Operates wind farms, plant ${n} of 16, in Sweden.`,
  }));
  old = await hubspot.create("companies", rows, { at: "2026-01-05T08:00:00Z" });
};

test("what was there before the first start is read and wants nothing, and an edit of it is enriched", async () => {
  const count = async (table: string) =>
    (await line.database.query<{ count: number }>(`select count(*)::int as count from ${table}`))[0]
      ?.count;
  await eventually(async () => expect(await count("record")).toBe(16));
  const [added = ""] = await line.hubspot.create("companies", [
    { name: "New", description: "Mines copper and sells ore, in Chile." },
  ]);
  const [edited = ""] = old.splice(0, 1);
  const description = "Grows salmon, and sells it to shops.";
  await line.hubspot.edit({ object: "companies", id: edited }, { description });
  await eventually(async () => expect(await industries([added, edited])).not.toContain(null));
  expect(await count("work")).toBe(2);
});

test("a backfill takes its records step by step, its receipt agrees with the CRM, and it is undone by its name", async () => {
  const ids = old.splice(0, 7);
  const { id, records } = await create(ids);
  expect(records).toBe(7);
  expect((await showBackfill(reader, id)).receipt).toMatchObject({ waiting: 7, written: 0 });
  await start(id);
  await eventually(async () => expect(await stateOf(id)).toBe("finished"));
  const { receipt } = await showBackfill(reader, id);
  const written = (await industries(ids)).filter((industry) => industry !== null);
  expect(receipt).toMatchObject({ records: 7, written: 7, underWay: 0, waiting: 0 });
  expect(written).toHaveLength(7);
  const [edited = "", ...rest] = ids;
  await line.hubspot.edit({ object: "companies", id: edited }, { ai_industry: "Utilities" });
  const filter = { run: id, field: "ai_industry" };
  const { seen } = await previewUndo(reader, filter);
  await undoByOrder(deps(), ann, { filter, seen });
  await eventually(async () => expect(new Set(await industries(rest))).toEqual(new Set([null])));
  expect(await industryOf(edited)).toBe("Utilities");
});

test("a backfill rests after a step, goes on by order, and never begins what it is cancelled before", async () => {
  const ids = old.splice(0, 7);
  const { id } = await create(ids, 60);
  await start(id);
  await eventually(async () => expect(await stateOf(id)).toBe("resting"));
  expect((await showBackfill(reader, id)).receipt).toMatchObject({ written: 2, waiting: 5 });
  await expect(start(id)).rejects.toMatchObject({ code: "request_invalid" });
  await change(id, "pause");
  expect(await stateOf(id)).toBe("paused");
  await change(id, "resume");
  await eventually(async () =>
    expect((await showBackfill(reader, id)).receipt).toMatchObject({ written: 5, waiting: 2 }),
  );
  await change(id, "cancel");
  expect(await showBackfill(reader, id)).toMatchObject({
    ...{ state: "cancelled", receipt: { records: 7, written: 5, neverStarted: 2, waiting: 0 } },
  });
  expect((await industries(ids)).filter((industry) => industry !== null)).toHaveLength(5);
  const orders = await line.database.query(
    "select order_name as name from audit where subject = $1 order by id",
    [`backfills/${id}`],
  );
  expect(orders.map(({ name }: { name?: string }) => name)).toEqual(
    ["create", "sheet", "start", "pause", "resume", "cancel"].map((order) => `backfills.${order}`),
  );
});

test("what two backfills want is asked once, whether it waits or is under way when the second wants it", async () => {
  const rows = Array.from({ length: 3 }, (_, n) => ({
    name: `Shared ${n}`,
    description: `Builds ships, yard ${n} of 3, in Norway.`,
  }));
  const ids = await line.hubspot.create("companies", rows, { at: "2026-01-05T08:00:00Z" });
  await readAgain(ids);
  const before = await paidCalls(line);
  const held = await line.openai.faults.hold();
  const runs = [(await create(ids)).id, (await create(ids)).id];
  await start(runs[0] ?? "");
  await held.arrived;
  await start(runs[1] ?? "");
  const wanting = () =>
    line.database.query("select from work where record_id = any($1) and wanted_by @> $2", [
      ids,
      runs.slice(1),
    ]);
  await eventually(async () => expect((await wanting()).length).toBeGreaterThan(1));
  await held.release();
  for (const id of runs) {
    await eventually(async () => expect(await stateOf(id)).toBe("finished"));
    const { written, unchanged } = (await showBackfill(reader, id)).receipt;
    expect(written + unchanged).toBe(3);
  }
  expect((await paidCalls(line)) - before).toBe(3);
  const { writes } = await line.hubspot.books.read();
  const ours = writes.filter(({ by, recordId }) => by === "integration" && ids.includes(recordId));
  expect(ours).toHaveLength(3);
});

test("what matches in the CRM is read and published before a backfill is about it, and wants nothing", async () => {
  const rows = [
    { name: "Known", country: "Chile" },
    { name: "Other", country: "Peru" },
  ];
  const ids = await line.hubspot.create("companies", rows, { at: "2026-01-06T08:00:00Z" });
  const isKnown = async (id = "") =>
    (await line.database.query("select from record where record_id = $1", [id])).length > 0;
  expect(await Promise.all(ids.map(isKnown))).toEqual([false, false]);
  const filter = 'country = "Chile"';
  const ordered = { enrichment: "company-profile", connection: "hubspot", filter };
  const { id } = await orderRead(deps(), ann, ordered);
  await eventually(async () =>
    expect(await showRead(reader, id)).toMatchObject({ state: "done", records: 1, known: 1 }),
  );
  expect(await showRead(reader, id)).toMatchObject({ count: { count: 1, is: "at-most" } });
  expect(await Promise.all(ids.map(isKnown))).toEqual([true, false]);
  await line.drained();
  expect(await line.database.query("select from work where record_id = any($1)", [ids])).toEqual(
    [],
  );
});
