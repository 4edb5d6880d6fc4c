import type { CrmAdapter, DescribedField } from "@fieldwork/crm";
import type { Definitions } from "@fieldwork/enrichments";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { listConnectionTests, orderConnectionTest } from "@fieldwork/store/connection-tests";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createConnectionTests } from "./test-connection.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store.drop());

test("an ordered test looks at each object that an enrichment is about, once, and keeps what it found", async () => {
  let described = 0;
  const output: DescribedField = {
    ...{ field: "ai_industry", vendorName: "ai_industry__c", type: "text", isFilterable: false },
    ...{ exists: true, writable: false },
  };
  const adapter: Partial<CrmAdapter> = {
    ...{ connection: "hub", objects: ["company", "contact"] },
    async describeFields() {
      described += 1;
      return [output];
    },
    async *readChanges() {
      yield* [];
    },
  };
  const definitions = {
    current: () => [{ object: "company", inputs: [], outputs: [{ field: "ai_industry" }] }],
  } as unknown as Pick<Definitions, "current">;
  const tests = createConnectionTests({
    ...{ adapter: adapter as CrmAdapter, definitions },
    ...{ database: store.database, logger: testLogger() },
  });
  onTestFinished(() => tests.stop());
  await orderConnectionTest(store.database, { connection: "hub", orderedBy: "ann" });
  await tests.start();
  await eventually(async () => {
    const [found] = await listConnectionTests(store.database);
    expect(found).toMatchObject({
      ...{ connection: "hub", orderedBy: "ann", endedAt: expect.any(Date) },
      findings: [
        { object: "company", scope: "fields", state: "fine" },
        { object: "company", scope: "records", state: "odd" },
        { scope: "outputs", state: "wrong", remedy: expect.stringContaining("ai_industry__c") },
      ],
    });
  });
  expect(described).toBe(1);
});
