import type { RecordChanged } from "@fieldwork/contracts";
import type { Enrichment } from "@fieldwork/enrichments";
import type { Database } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createChangeHandler } from "./handle-changes.ts";
import type { ReceivedChange } from "./plan-work.ts";
import { plainEnrichment } from "./testing.ts";

let store: TestStore;
let database: Database;
beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
});
afterAll(() => store.drop());
beforeEach(() => database.query("truncate record, work"));

const ref = { connection: "hubspot", object: "company", id: "1" } as const;
function changed(second: number, description: string, phone = "1"): ReceivedChange {
  const at = new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
  const fields = { description, phone };
  const event: RecordChanged = {
    kind: "changed",
    ref,
    version: { vendorAt: at, contentHash: JSON.stringify(fields) },
    fields,
    outputs: {},
    readAt: at,
  };
  return { event, traceparent: undefined };
}
const wanted = () =>
  database.query("select enrichment, wanted_hash as hash, state from work order by enrichment");

test("an enrichment that replaces another of the object is not wanted for a record whose inputs are as before", async () => {
  let current = [plainEnrichment("old-profile")];
  const handle = createChangeHandler({
    database,
    definitions: { current: () => current },
    filterable: { current: () => new Map() },
  });
  await handle([changed(1, "Wind turbines")]);
  expect(await wanted()).toHaveLength(1);
  // `old-profile` is retired, `new-profile` is released in its place; nobody orders a backfill.
  current = [plainEnrichment("new-profile")];
  // A person changes the phone number, which no enrichment reads.
  await handle([changed(2, "Wind turbines", "2")]);
  expect((await wanted()).map((row) => (row as { enrichment: string }).enrichment)).toEqual([
    "old-profile",
  ]);
});

/** The driver's handler: an edit is planned by another process between its two statements. */
async function whileEdited(
  enrichment: Enrichment,
  { before, after }: { before: string; after: string },
): Promise<void> {
  const definitions = { current: () => [enrichment] };
  const filterable = { current: () => new Map() };
  const live = createChangeHandler({ database, definitions, filterable });
  await live([changed(1, before)]);
  let isFirst = true;
  const between: Database = {
    ...database,
    async query(text: string, values?: readonly unknown[]) {
      const rows = await database.query(text, values);
      if (isFirst) {
        isFirst = false;
        await live([changed(2, after)]);
      }
      return rows as never;
    },
  };
  const driver = createChangeHandler({ database: between, definitions, filterable });
  const page = { ...changed(1, before), backfill: { id: "b1", enrichments: [enrichment.name] } };
  await driver([page as ReceivedChange]);
}

test("G1: an edit that fills a blank input is not lost to a backfill that planned the record as it was before", async () => {
  await whileEdited(plainEnrichment("profile"), { before: "", after: "Wind turbines" });
  const [work] = await database.query("select state, reason_code, wanted_by from work");
  expect(work).toMatchObject({ state: "ready", reason_code: null });
});

test("G1: an edit that is taken back later is noticed, though a backfill planned the record as it was before it", async () => {
  const enrichment = plainEnrichment("profile");
  await whileEdited(enrichment, { before: "A", after: "B" });
  // It is asked with what the record says now, B, and that is written.
  await database.query(
    `update work set state = 'written', running_generation = wanted_generation, running_hash = wanted_hash,
       settled_hash = wanted_hash`,
  );
  const live = createChangeHandler({
    ...{ database, definitions: { current: () => [enrichment] } },
    filterable: { current: () => new Map() },
  });
  await live([changed(3, "A")]);
  expect(await database.query("select state from work")).toEqual([{ state: "ready" }]);
});
