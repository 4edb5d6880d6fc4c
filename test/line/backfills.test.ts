import {
  changeBackfill,
  orderBackfill,
  previewUndo,
  showBackfill,
  undoByOrder,
} from "@fieldwork/api";
import { eventually } from "@fieldwork/runtime/testing";
import { recordAudit } from "@fieldwork/store/audit";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestLine, type TestLine } from "../support/test-line.ts";

/** A backfill from its order to its undo, on a whole line in one process. */

const ann = { kind: "person", id: "p1", name: "ann" } as const;
let line: TestLine;
let reader: Reader;

beforeAll(async () => {
  line = await createTestLine();
  reader = createReader({ connectionString: line.databaseUrl, max: 2, applicationName: "test" });
});

afterAll(async () => {
  await reader.stop();
  await line.stop();
});

const deps = () => ({ database: line.database, reader, audit: recordAudit });
const industryOf = async (id: string) => (await line.company(id)).ai_industry || null;
const industries = (ids: readonly string[]) => Promise.all(ids.map(industryOf));
const change = (id: string, order: "start" | "pause" | "resume" | "cancel") =>
  changeBackfill(deps(), ann, { id, order });
const stateOf = async (id: string) => (await showBackfill(reader, id)).state;

const create = (ids: readonly string[], restMinutes = 0) =>
  orderBackfill(deps(), ann, {
    ...{ enrichment: "company-profile", connection: "hubspot" },
    filter: { field: "id", is: "anyOf", values: [...ids] },
    ...{ ramp: [2, 3], restMinutes, maxNanoUsd: null },
  });

/** Companies that were read, and for which nothing has been wanted so far. */
async function readBefore(count: number): Promise<string[]> {
  const ids = await line.hubspot.create(
    "companies",
    Array.from({ length: count }, (_, n) => ({
      name: `Company ${n}`,
      description: `Operates wind farms, plant ${n} of ${count}, in Sweden.`,
    })),
  );
  await eventually(async () => expect(await industries(ids)).not.toContain(null));
  await line.drained();
  for (const id of ids) {
    await line.hubspot.edit({ object: "companies", id }, { ai_industry: "", ai_summary: "" });
  }
  await line.drained();
  await eventually(async () => {
    const [row] = await line.database.query<{ count: number }>(
      `select count(*)::int as count from record where record_id = any($1) and coalesce(outputs->>'ai_industry', '') = ''`,
      [ids],
    );
    expect(row?.count).toBe(count);
  });
  await line.drained();
  for (const table of ["work", "field_ledger", "write_intent", "output_hint"]) {
    await line.database.query(`delete from ${table} where record_id = any($1)`, [ids]);
  }
  return ids;
}

test("a backfill takes its records step by step, its receipt agrees with the CRM, and it is undone by its name", async () => {
  const ids = await readBefore(8);
  const { id, records } = await create(ids);
  expect(records).toBe(8);
  expect((await showBackfill(reader, id)).receipt).toMatchObject({ waiting: 8, written: 0 });
  await change(id, "start");
  await eventually(async () => expect(await stateOf(id)).toBe("finished"));
  const { receipt } = await showBackfill(reader, id);
  const written = (await industries(ids)).filter((industry) => industry !== null);
  expect(receipt).toMatchObject({ records: 8, written: 8, underWay: 0, waiting: 0 });
  expect(written).toHaveLength(8);
  const [edited = "", ...rest] = ids;
  await line.hubspot.edit({ object: "companies", id: edited }, { ai_industry: "Utilities" });
  const filter = { run: id, field: "ai_industry" };
  const { seen } = await previewUndo(reader, filter);
  await undoByOrder(deps(), ann, { filter, seen });
  await eventually(async () => expect(new Set(await industries(rest))).toEqual(new Set([null])));
  expect(await industryOf(edited)).toBe("Utilities");
});

test("a backfill rests after a step, goes on by order, and never begins what it is cancelled before", async () => {
  const ids = await readBefore(8);
  const { id } = await create(ids, 60);
  await change(id, "start");
  await eventually(async () => expect(await stateOf(id)).toBe("resting"));
  expect((await showBackfill(reader, id)).receipt).toMatchObject({ written: 2, waiting: 6 });
  await expect(change(id, "start")).rejects.toMatchObject({ code: "request_invalid" });
  await change(id, "pause");
  expect(await stateOf(id)).toBe("paused");
  await change(id, "resume");
  await eventually(async () =>
    expect((await showBackfill(reader, id)).receipt).toMatchObject({ written: 5, waiting: 3 }),
  );
  await change(id, "cancel");
  expect(await showBackfill(reader, id)).toMatchObject({
    ...{ state: "cancelled", receipt: { records: 8, written: 5, neverStarted: 3, waiting: 0 } },
  });
  expect((await industries(ids)).filter((industry) => industry !== null)).toHaveLength(5);
  const orders = await line.database.query(
    "select order_name as name from audit where subject = $1 order by id",
    [`backfills/${id}`],
  );
  expect(orders.map(({ name }: { name?: string }) => name)).toEqual(
    ["create", "start", "pause", "resume", "cancel"].map((order) => `backfills.${order}`),
  );
});
