import { delay } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paidCalls } from "../support/test-line.ts";
import {
  compareWithBooks,
  createOldCompanies,
  endsOf,
  fillAsPerson,
  receiptOf,
  startBackfill,
} from "./backfill-books.ts";
import { concurrency, type FaultLine } from "./fault-line.ts";

const records = 300;
let ids: string[] = [];
/** Which processes die once so many records have ended. */
const deaths: readonly (readonly [number, readonly string[]])[] = [
  [10, ["connector-1"]],
  [50, ["planner-1"]],
  [90, ["enricher-1"]],
  [130, ["writer-1"]],
  [
    180,
    ["connector", "planner", "enricher", "writer"].flatMap((name) => [`${name}-1`, `${name}-2`]),
  ],
];

/** What is there before the connectors are started for the first time. */
export async function createOldRecords({ hubspot }: Pick<FaultLine, "hubspot">): Promise<void> {
  ids = await createOldCompanies(hubspot, records);
}

/** The first on its line: nothing was asked before. */
export function describeKilledBackfill(lineOf: () => FaultLine): void {
  describe("a backfill", () => {
    let reader: Reader;

    beforeAll(() => {
      const connectionString = lineOf().databaseUrl;
      reader = createReader({ connectionString, max: 2, applicationName: "test" });
    });

    afterAll(() => reader.stop());

    test("G1, G4: goes on through kills of each service and of all at once, and its receipt agrees with the CRM's books to the record", async () => {
      const { stack, database, hubspot, openai } = lineOf();
      await eventually(async () => {
        const [row] = await database.query<{ count: number }>(
          "select count(*)::int as count from record where record_id = any($1)",
          [ids],
        );
        expect(row?.count).toBe(records);
      });
      await fillAsPerson(hubspot, ids);
      await openai.faults.delay(600);
      const id = await startBackfill({ database, reader }, "hubspot", ids);
      const ended = async () => {
        const { waiting, underWay, held } = await receiptOf(reader, id);
        return records - waiting - underWay - held;
      };
      const starting: Promise<void>[] = [];
      for (const [reached, names] of deaths) {
        await eventually(async () => expect(await ended()).toBeGreaterThanOrEqual(reached), {
          timeoutMs: 60_000,
          everyMs: 20,
        });
        expect(await ended()).toBeLessThan(records);
        const dying = names.map((name) => stack.process(name));
        await Promise.all(dying.map((process) => process.signal("SIGKILL")));
        await delay(200);
        // Whoever is killed while it starts is started again below.
        starting.push(...dying.map((process) => process.start().catch(() => undefined)));
      }
      await Promise.all(starting);
      await Promise.all(stack.processes.map((process) => process.start()));
      await openai.faults.clear();
      await eventually(async () => expect(await ended()).toBe(records), { timeoutMs: 60_000 });
      const { writes } = await hubspot.books.read();
      const compared = await compareWithBooks({ database }, { id, writes });
      expect(compared).toEqual({ disagreeing: [], ends: endsOf(records) });
      // One enricher died alone, and then both.
      const asked = 0.9 * records;
      expect(await paidCalls({ openai })).toBeLessThanOrEqual(asked + 3 * concurrency);
    }, 180_000);
  });
}
