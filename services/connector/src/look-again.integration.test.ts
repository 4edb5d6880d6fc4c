import type { CrmRecord } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import type { Database } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createLookAgain } from "./look-again.ts";

let testDatabase: TestStore;
let database: Database;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
});

afterAll(async () => {
  await testDatabase.drop();
});

test("a record whose hidden input is shown again is published as a change, though nobody edited it", async () => {
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields)
     select 'hubspot', 'company', n::text, now(), 'hidden', now(), '{}' from generate_series(1, 5) as n`,
  );
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash,
       vendor_at, due_at)
     select 'hubspot', 'company', n::text, 'profile', 'ready', '{live}', 'h', now(),
       case when n < 5 then 'infinity' else now() end
     from generate_series(1, 5) as n`,
  );
  const crm = { isShown: false, reads: [] as string[][] };
  const recordOf = (id: string): CrmRecord => ({
    ref: { connection: "hubspot", object: "company", id },
    version: {
      vendorAt: "2026-01-01T00:00:00.000Z",
      contentHash: crm.isShown ? "shown" : "hidden",
    },
    fields: crm.isShown ? { description: "Drills for oil" } : {},
    outputs: {},
  });
  const adapter: Partial<CrmAdapter> = {
    connection: "hubspot",
    maxReadBatch: 2,
    async describeFields() {
      return [];
    },
    async readRecords(_, ids) {
      crm.reads.push([...ids]);
      return ids.map(recordOf);
    },
  };
  const published: string[] = [];
  const eventLog: Partial<EventLog> = {
    async publish(_, events) {
      published.push(...events.map(({ event }) => JSON.parse(JSON.stringify(event)).ref.id));
    },
  };
  const looking = createLookAgain({
    adapter: adapter as CrmAdapter,
    eventLog: eventLog as EventLog,
    ...{ object: "company", database, holder: "test", leaseMs: 5000, everyMs: 20 },
    logger: testLogger(),
  });
  onTestFinished(() => looking.stop());
  await looking.start();
  await eventually(() => expect(crm.reads.length).toBeGreaterThan(1));
  expect(published).toEqual([]);
  // A page is enough to see that nothing is shown.
  expect(crm.reads.slice(0, 2)).toEqual([
    ["1", "2"],
    ["3", "4"],
  ]);
  crm.isShown = true;
  await eventually(() => expect(new Set(published)).toEqual(new Set(["1", "2", "3", "4"])));
});
