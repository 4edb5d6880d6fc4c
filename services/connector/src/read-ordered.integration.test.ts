import type { CrmRecord, RecordRef } from "@fieldwork/contracts";
import { type CrmAdapter, CrmError } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { type Database, orderReads } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createOrderedReads } from "./read-ordered.ts";

let testDatabase: TestStore;
let database: Database;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
});

afterAll(() => testDatabase.drop());

const refOf = (object: string, id: string): RecordRef => ({ connection: "hubspot", object, id });

test("records that somebody ordered to be read are published as the CRM shows them now", async () => {
  const published: unknown[] = [];
  const adapter: Partial<CrmAdapter> = {
    ...{ connection: "hubspot", objects: ["company"], maxReadBatch: 2 },
    async readRecords(object, ids) {
      const found = ids.filter((id) => id !== "gone");
      return found.map(
        (id): CrmRecord => ({
          ref: refOf(object, id),
          version: { vendorAt: "2026-01-01T00:00:00.000Z", contentHash: "now" },
          ...{ fields: { name: `live ${id}` }, outputs: {} },
        }),
      );
    },
  };
  const eventLog: Partial<EventLog> = {
    async publish(_, events) {
      published.push(...events.map(({ event }) => event));
    },
  };
  await orderReads(database, [
    ...[refOf("company", "1"), refOf("company", "2"), refOf("company", "gone")],
    refOf("deal", "3"),
  ]);
  const reading = createOrderedReads({
    adapter: adapter as CrmAdapter,
    eventLog: eventLog as EventLog,
    ...{ database, leaseMs: 5000, logger: testLogger() },
  });
  onTestFinished(() => reading.stop());
  await reading.start();
  await eventually(async () => {
    const ends = await database.query(
      `select record_id as id, read_at is not null as "isRead", reason->>'code' as code from ordered_read order by 1`,
    );
    expect(ends).toEqual([
      { id: "1", isRead: true, code: null },
      { id: "2", isRead: true, code: null },
      { id: "3", isRead: false, code: "config-invalid" },
      { id: "gone", isRead: false, code: "record-gone" },
    ]);
  });
  expect(published).toHaveLength(2);
  expect(published).toContainEqual(
    expect.objectContaining({ kind: "changed", fields: { name: "live 1" } }),
  );
});

test("an object whose reads fail keeps those of no other from being read", async () => {
  const connection = "portal";
  const adapter: Partial<CrmAdapter> = {
    ...{ connection, objects: ["company", "deal"], maxReadBatch: 10 },
    async readRecords(object) {
      if (object === "deal") return [];
      throw new CrmError("not JSON", { reason: "unreadable", outcome: "unknown" });
    },
  };
  await orderReads(
    database,
    ["company", "deal"].map((object) => ({ connection, object, id: "1" })),
  );
  const reading = createOrderedReads({
    adapter: adapter as CrmAdapter,
    eventLog: { publish: async () => undefined } as Partial<EventLog> as EventLog,
    ...{ database, leaseMs: 200, logger: testLogger() },
  });
  onTestFinished(() => reading.stop());
  await reading.start();
  await eventually(async () => {
    const ends = await database.query(
      "select object, reason->>'code' as code from ordered_read where connection = $1 order by 1",
      [connection],
    );
    expect(ends).toEqual([
      { object: "company", code: null },
      { object: "deal", code: "record-gone" },
    ]);
  });
});
