import { changeBackfill, makeSheet, orderBackfill, showBackfill } from "@fieldwork/api";
import { eventually } from "@fieldwork/runtime/testing";
import { recordAudit } from "@fieldwork/store/audit";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestLine, type TestLine } from "../support/test-line.ts";

/** A backfill of a connection that chose jobs, on a whole line in one process. */

const ann = { kind: "person", id: "p1", name: "ann" } as const;
const count = 12;
// On a busy machine.
const patient = { timeoutMs: 40_000 };
let line: TestLine;
let reader: Reader;
let old: string[] = [];

beforeAll(async () => {
  line = await createTestLine({
    ...{ history: "read-only", names: ["company-profile"], bulkWritesFrom: count },
    async before({ salesforce }) {
      const rows = Array.from({ length: count }, (_, n) => ({
        Name: `Company ${n}`,
        Description: `Operates wind farms, plant ${n} of ${count}, in Sweden.`,
        ...(n === 0 && { Ai_Industry__c: "Materials" }),
      }));
      old = await salesforce.create("Account", rows, { at: "2026-01-05T08:00:00Z" });
    },
  });
  reader = createReader({ connectionString: line.databaseUrl, max: 2, applicationName: "test" });
});

afterAll(async () => {
  await reader.stop();
  await line.stop();
});

const deps = () => ({ database: line.database, reader, audit: recordAudit });
const account = async (id: string) =>
  (await line.salesforce.record({ object: "Account", id }))?.fields ?? {};

test("crm-34: a backfill is written by one job, a person's value in it is kept, and what is live goes by calls meanwhile", {
  timeout: 90_000,
}, async () => {
  await eventually(async () => {
    const known = await line.database.query("select from record where connection = 'salesforce'");
    expect(known).toHaveLength(count);
  }, patient);
  const { id } = await orderBackfill(deps(), ann, {
    ...{ enrichment: "company-profile", connection: "salesforce" },
    filter: { field: "id", is: "anyOf", values: old },
    ...{ ramp: [count], restMinutes: 0, maxNanoUsd: null },
  });
  const { hash: sheet } = await makeSheet(deps(), ann, { id, validHours: 1 });
  await changeBackfill(deps(), ann, { id, order: "start", sheet });
  const [fresh = ""] = await line.salesforce.create("Account", [
    { Name: "Solberg", Description: "Solberg sells electricity from wind farms." },
  ]);
  await eventually(
    async () => expect(await showBackfill(reader, id)).toMatchObject({ state: "finished" }),
    patient,
  );
  await eventually(async () => expect((await account(fresh)).Ai_Summary__c).toBeTruthy(), patient);
  const fields = await Promise.all(old.map(account));
  expect(fields.filter(({ Ai_Summary__c }) => Ai_Summary__c)).toHaveLength(count);
  expect(fields[0]?.Ai_Industry__c).toBe("Materials");
  const { calls, writes } = await line.salesforce.books.read();
  const operations = calls.flatMap(({ kind, operation }) => (kind === "write" ? [operation] : []));
  expect(operations.filter((one) => one === "ingest-create")).toHaveLength(1);
  expect(operations).toContain("update-collection");
  const ours = writes.filter(({ by, recordId }) => by === "integration" && old.includes(recordId));
  expect(ours).toHaveLength(count);
  const open = await line.database.query("select from write_intent where state = 'open'");
  expect(open).toEqual([]);
});
