import type { ObjectName } from "@fieldwork/contracts";
import {
  type ActivityKind,
  type CrmActivities,
  type CrmAdapter,
  CrmError,
  type TouchedPage,
} from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { type Database, findCursor } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { createActivityFollower } from "./follow-activities.ts";
import { wantedKinds } from "./wanted-kinds.ts";

let store: TestStore;
let database: Database;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
});

afterAll(() => store.drop());

beforeEach(() => database.query("delete from connection_cursor"));

const fields = { notes: "recentNotes", emails: "recentEmails", calls: "recentCalls" };
const pageOf = (id: string, at: string): TouchedPage => ({
  touched: [{ ref: { connection: "hub", object: "deal", id }, atMs: Date.parse(at) }],
  cursor: { scannedAt: Date.parse(at), id },
});

/** A CRM whose scans say what they were asked, and what records were read for it. */
function createCrm(pagesOf: (kind: ActivityKind, from: unknown) => TouchedPage[]) {
  const read: string[] = [];
  const activities: Partial<CrmActivities> = {
    of: (object) =>
      Object.entries(fields).map(([kind, field]) => ({
        ...{ kind: kind as ActivityKind, field, newest: 5, maxChars: 100 },
        ...(object === "contact" && { field: "another" }),
      })),
    async *readTouched({ kind, cursor }) {
      yield* pagesOf(kind, cursor);
    },
  };
  const adapter: Partial<CrmAdapter> = {
    ...{ connection: "hub", objects: ["deal", "contact"], maxReadBatch: 100 },
    activities: activities as CrmActivities,
    quota: () => ({}),
    async readNow(_, ids) {
      read.push(...ids);
      return { changes: [], gone: [] };
    },
  };
  return { adapter: adapter as CrmAdapter, read };
}

async function follow(adapter: CrmAdapter, db = database): Promise<void> {
  const eventLog: Partial<EventLog> = { publish: async () => {} };
  const follower = createActivityFollower({
    ...{ adapter, database: db, eventLog: eventLog as EventLog, leaseMs: 5000, everyMs: 20 },
    ...{ holder: `one ${performance.now()}`, wants, logger: testLogger() },
  });
  onTestFinished(() => follower.stop());
  await follower.start();
}

const wants = (object: ObjectName) =>
  new Set(object === "deal" ? ["name", "recentNotes", "recentCalls"] : []);

test("only kinds that an enrichment reads are followed, for the objects that it reads them of", () => {
  const { adapter } = createCrm(() => []);
  expect([...wantedKinds(adapter, wants)]).toEqual([
    ["notes", ["deal"]],
    ["calls", ["deal"]],
  ]);
  expect(wantedKinds(adapter, () => new Set(["name"])).size).toBe(0);
});

test("a record that was touched is read, and the next scan goes on where the last one ended", async () => {
  const asked: unknown[] = [];
  const { adapter, read } = createCrm((kind, from) => {
    if (kind !== "notes") return [];
    asked.push(from);
    return asked.length === 1 ? [pageOf("7", "2026-11-01T10:00:00Z")] : [];
  });
  await follow(adapter);
  await eventually(() => expect(read).toEqual(["7"]));
  await eventually(() => expect(asked.length).toBeGreaterThan(1));
  expect(asked.slice(0, 2)).toEqual([null, { scannedAt: 1_793_527_200_000, id: "7" }]);
});

test("crm-3: where a scan goes on is saved only once what it told is kept", async () => {
  const { adapter } = createCrm((kind) =>
    kind === "notes" ? [pageOf("7", "2026-11-01T10:00:00Z")] : [],
  );
  let tries = 0;
  const failing: Database = {
    ...database,
    async query(text: string, values?: unknown[]) {
      if (!text.includes("insert into change_hint")) return database.query(text, values) as never;
      tries += 1;
      throw new Error("the database is gone");
    },
  };
  await follow(adapter, failing);
  await eventually(() => expect(tries).toBeGreaterThan(1));
  expect(await findCursor(database, "hub", "recentNotes")).toBeNull();
});

test("crm-13: a kind that is hidden from us keeps the others from nothing", async () => {
  const { adapter, read } = createCrm((kind) => {
    if (kind !== "notes") return [pageOf("8", "2026-11-01T10:00:00Z")];
    throw new CrmError("no scope", { reason: "not-permitted", outcome: "rejected" });
  });
  await follow(adapter);
  await eventually(() => expect(read).toContain("8"));
});
