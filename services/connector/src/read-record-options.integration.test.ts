import type { CrmAdapter, RecordToWrite } from "@fieldwork/crm";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { keepDescription } from "@fieldwork/store/backfills";
import { findOrderedAsks, placeOrderedAsks } from "@fieldwork/store/ordered-asks";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createRecordOptions } from "./read-record-options.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

const idOf = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;

async function ask(n: number, object: string): Promise<string> {
  const id = idOf(n);
  await placeOrderedAsks(store.database, [
    {
      ...{ id, purpose: "preview", backfillId: null, enrichment: "profile", model: null },
      ...{ ref: { connection: "sf", object, id: `${n}` }, definitionHash: "h", orderedBy: "ann" },
      ...{ watchedForMs: null, keptForMs: 60_000 },
    },
  ]);
  return id;
}

async function describe(object: string, variesByRecord: boolean): Promise<void> {
  const accepts = { vendorName: "Ai_Industry__c", writable: true, variesByRecord };
  const field = { field: "ai_industry", type: "choice", exists: true, isFilterable: true, accepts };
  await keepDescription(store.database, { connection: "sf", object }, [field]);
}

test("crm-27: which options the records of asks take is looked up once, where not every record takes all", async () => {
  await describe("company", true);
  await describe("contact", false);
  const [first, gone, contact] = [
    await ask(1, "company"),
    await ask(2, "company"),
    await ask(3, "contact"),
  ];
  const read: unknown[] = [];
  const adapter: Pick<CrmAdapter, "connection" | "readToWrite" | "maxReadBatch"> = {
    ...{ connection: "sf", maxReadBatch: 200 },
    async readToWrite(object, ids) {
      read.push([object, ids.toSorted()]);
      const record = { ref: { connection: "sf", object, id: "1" }, fields: {}, outputs: {} };
      const options = { ai_industry: ["Media"] };
      return { records: [{ ...record, options } as unknown as RecordToWrite] };
    },
  };
  const lookups = createRecordOptions({
    ...{ adapter, database: store.database, logger: testLogger() },
  });
  onTestFinished(() => lookups.stop());
  await lookups.start();
  const optionsOf = async (id: string) =>
    (await findOrderedAsks(store.database, [id]))[0]?.recordOptions;
  await eventually(async () => expect(await optionsOf(first)).toEqual({ ai_industry: ["Media"] }));
  expect(await optionsOf(gone)).toEqual({});
  await ask(4, "company");
  await eventually(async () => expect(await optionsOf(idOf(4))).toEqual({}));
  expect(await optionsOf(contact)).toBeNull();
  expect(read).toEqual([
    ["company", ["1", "2"]],
    ["company", ["4"]],
  ]);
});
