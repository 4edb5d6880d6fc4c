import { changeBackfill, makeSheet, orderBackfill, showBackfill } from "@fieldwork/api";
import { eventually } from "@fieldwork/runtime/testing";
import type { CrmControl } from "@fieldwork/simulators";
import { recordAudit } from "@fieldwork/store/audit";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestLine, type TestLine } from "../support/test-line.ts";

/** What a backfill's sheet says of calls to the CRM, and what the CRM has counted in the end. */

const ann = { kind: "person", id: "p1", name: "ann" } as const;
const count = 12;
// On a busy machine.
const patient = { timeoutMs: 40_000 };
let line: TestLine;
let reader: Reader;
let ids: Readonly<Record<string, string[]>>;

beforeAll(async () => {
  line = await createTestLine({
    ...{ history: "read-only", names: ["company-profile"], bulkWritesFrom: count },
    async before({ salesforce, hubspot }) {
      const texts = Array.from({ length: count }, (_, n) => ({
        name: `Company ${n}`,
        text: `Operates wind farms, plant ${n} of ${count}, in Sweden.`,
      }));
      const at = { at: "2026-01-05T08:00:00Z" };
      ids = {
        salesforce: await salesforce.create(
          "Account",
          texts.map(({ name, text }) => ({ Name: name, Description: text })),
          at,
        ),
        hubspot: await hubspot.create(
          "companies",
          texts.map(({ name, text }) => ({ name, description: text })),
          at,
        ),
      };
    },
  });
  reader = createReader({ connectionString: line.databaseUrl, max: 2, applicationName: "test" });
});

afterAll(async () => {
  await reader.stop();
  await line.stop();
});

const deps = () => ({ database: line.database, reader, audit: recordAudit });

/** Its estimate, and the operations of the CRM that read records by id or wrote since it was started. */
async function run(connection: "salesforce" | "hubspot", crm: CrmControl) {
  await eventually(async () => {
    const known = await line.database.query("select from record where connection = $1", [
      connection,
    ]);
    expect(known).toHaveLength(count);
    const terms = await line.database.query(
      "select from connection_terms where connection = $1 and write_calls is not null",
      [connection],
    );
    expect(terms).toHaveLength(1);
  }, patient);
  const { id } = await orderBackfill(deps(), ann, {
    ...{ enrichment: "company-profile", connection },
    filter: { field: "id", is: "anyOf", values: ids[connection] ?? [] },
    ...{ ramp: [count], restMinutes: 0, maxNanoUsd: null },
  });
  const { hash: sheet, figures } = await makeSheet(deps(), ann, { id, validHours: 1 });
  const { seq } = await crm.books.read();
  await changeBackfill(deps(), ann, { id, order: "start", sheet });
  await eventually(
    async () => expect(await showBackfill(reader, id)).toMatchObject({ state: "finished" }),
    patient,
  );
  const { calls } = await crm.books.read(seq);
  const reads = new Set(["retrieve-collection", "batch-read"]);
  const operations = calls.flatMap(({ kind, operation }) =>
    kind === "write" || operation.startsWith("ingest-") || reads.has(operation) ? [operation] : [],
  );
  return { estimate: figures.crmCalls, operations };
}

test("crm-16: a backfill by a job takes as many calls as its sheet says, by the CRM's own count", {
  timeout: 90_000,
}, async () => {
  const { estimate, operations } = await run("salesforce", line.salesforce);
  // The read, and what a job takes: 6 if Salesforce is through at the first look, 12 if at the seventh.
  expect(estimate).toMatchObject({ atLeast: 2, likely: 13, jobs: 1 });
  expect(operations.filter((one) => one === "ingest-create")).toHaveLength(estimate.jobs);
  expect(operations.filter((one) => one === "retrieve-collection")).toHaveLength(1);
  // The simulator is through at the second look.
  expect(operations).toHaveLength(8);
});

test("crm-16: a backfill by batches takes no fewer calls than its sheet says at least, and no more than at most", {
  timeout: 90_000,
}, async () => {
  const { estimate, operations } = await run("hubspot", line.hubspot);
  expect(estimate).toMatchObject({ atLeast: 2, likely: 2, atMost: 2 * count, jobs: 0 });
  expect(operations.length).toBeGreaterThanOrEqual(estimate.atLeast ?? Number.NaN);
  expect(operations.length).toBeLessThanOrEqual(estimate.atMost);
});
