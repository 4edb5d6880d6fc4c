import type { CrmAdapter, Cursor, Page } from "@fieldwork/crm";
import { createPostgresEventLog, eventLogMigrations } from "@fieldwork/event-log";
import { AppError } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { createNotifications, storeMigrations } from "@fieldwork/store";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createPoll } from "./poll-changes.ts";

/** A poll of a CRM that answers as told. */
async function openPoll(
  read: (cursor: Cursor | null) => Page,
  { beforePublish = async () => {} }: { beforePublish?: () => Promise<void> } = {},
) {
  const logger = testLogger();
  const testDatabase = await openTestStore([storeMigrations, eventLogMigrations]);
  const connectionString = testDatabase.url;
  const { database } = testDatabase;
  const notifications = createNotifications({ connectionString, logger });
  const adapter = {
    connection: "acme",
    async *readChanges(_, cursor) {
      yield read(cursor);
    },
    quota: () => ({}),
  } satisfies Pick<CrmAdapter, "connection" | "readChanges" | "quota">;
  const eventLog = createPostgresEventLog({ database, notifications, logger });
  const poll = createPoll({
    adapter: adapter as unknown as CrmAdapter,
    object: "company",
    database,
    eventLog: {
      ...eventLog,
      async publish(topic, events) {
        await beforePublish();
        await eventLog.publish(topic, events);
      },
    },
    everyMs: 50,
    holder: "test",
    leaseMs: 2000,
    logger,
  });
  await poll.start();
  onTestFinished(async () => {
    await poll.stop();
    await testDatabase.drop();
  });
  return { poll, database };
}

const nothing: Page = { changes: [], cursor: {} };

test("is not fit while the CRM's replies cannot be read, and is again once they can", async () => {
  let isReadable = false;
  const { poll } = await openPoll(() => {
    if (isReadable) return nothing;
    throw new AppError("no JSON", { code: "crm_reply_malformed", retryable: true });
  });
  await poll.check();
  await eventually(() =>
    expect(poll.check()).rejects.toMatchObject({ code: "crm_reply_malformed" }),
  );
  isReadable = true;
  await eventually(() => poll.check());
});

test("a CRM that is away leaves it fit, however long that lasts", async () => {
  let reads = 0;
  const { poll } = await openPoll(() => {
    reads += 1;
    throw new AppError("away", { code: "crm_unavailable", retryable: true });
  });
  await eventually(() => expect(reads).toBeGreaterThan(5), { timeoutMs: 15_000 });
  await poll.check();
});

test("what was there before the first scan is published as history, and where history ends is kept first", async () => {
  const change = (id: string, vendorAt: string) => ({
    kind: "changed" as const,
    ref: { connection: "acme", object: "company" as const, id },
    version: { vendorAt, contentHash: id },
    fields: { description: "a" },
    outputs: {},
  });
  const changes = [
    change("1", "2026-03-01T09:59:59.999Z"),
    change("2", "2026-03-01T10:00:00.000Z"),
  ];
  const history = { beforeMs: Date.parse("2026-03-01T10:00:00Z"), restart: { began: 1 } };
  let isCut = true;
  const { database } = await openPoll(() => ({
    ...{ cursor: { at: 1 }, history },
    get changes() {
      if (isCut) throw new Error("the process dies before it publishes");
      return changes;
    },
  }));
  const cursor = async () => (await database.query("select cursor from connection_cursor"))[0];
  await eventually(async () => expect(await cursor()).toEqual({ cursor: { began: 1 } }));
  isCut = false;
  await eventually(async () => expect(await cursor()).toEqual({ cursor: { at: 1 } }));
  const published = await database.query(
    `select key, value->'isHistory' as "isHistory" from log_event order by key`,
  );
  expect(published).toEqual([
    { key: "acme/company/1", isHistory: true },
    { key: "acme/company/2", isHistory: null },
  ]);
});

test("crm-2: what an overlapping scan returns again is published once, and an edit within the same stamp is not lost", async () => {
  const version = (contentHash: string) => ({
    ...{ kind: "changed" as const, fields: { description: contentHash }, outputs: {} },
    ref: { connection: "acme", object: "company" as const, id: "1" },
    version: { vendorAt: "2026-03-01T10:00:00.000Z", contentHash },
  });
  const scans = [["a"], ["a"], ["a", "b"], ["b"]];
  let at = 0;
  const { database } = await openPoll(() => {
    at += 1;
    return { changes: (scans[at - 1] ?? ["b"]).map(version), cursor: { at } };
  });
  await eventually(() => expect(at).toBeGreaterThan(scans.length + 2));
  const published = await database.query<{ hash: string }>(
    `select value->'version'->>'contentHash' as hash from log_event order by log_offset`,
  );
  expect(published.map(({ hash }) => hash)).toEqual(["a", "b"]);
});

test("G1: a page that was read ahead counts as read when its read began", async () => {
  const readAtMs = Date.now() + 60_000;
  const change = {
    ...{ kind: "changed" as const, fields: { description: "a" }, outputs: {} },
    ref: { connection: "acme", object: "company" as const, id: "1" },
    version: { vendorAt: "2026-03-01T10:00:00.000Z", contentHash: "a" },
  };
  const { database } = await openPoll(() => ({ changes: [change], cursor: {}, readAtMs }));
  const published = () =>
    database.query<{ readAt: string }>(`select value->>'readAt' as "readAt" from log_event`);
  await eventually(async () => expect(await published()).toHaveLength(1));
  expect(await published()).toEqual([{ readAt: new Date(readAtMs).toISOString() }]);
});

test("crm-3: a page that the log has not acknowledged is read again from the same cursor, under the same version", async () => {
  const change = {
    ...{ kind: "changed" as const, fields: { description: "a" }, outputs: {} },
    ref: { connection: "acme", object: "company" as const, id: "1" },
    version: { vendorAt: "2026-03-01T10:00:00.000Z", contentHash: "a" },
  };
  const readFrom: unknown[] = [];
  let refusals = 2;
  const { database } = await openPoll(
    (cursor) => {
      readFrom.push(cursor);
      return { changes: [change], cursor: { at: readFrom.length } };
    },
    {
      async beforePublish() {
        refusals -= 1;
        if (refusals >= 0)
          throw new AppError("away", { code: "backend_unavailable", retryable: true });
      },
    },
  );
  await eventually(async () =>
    expect(await database.query("select 1 from connection_cursor")).toHaveLength(1),
  );
  expect(readFrom.slice(0, 3)).toEqual([null, null, null]);
  expect(await database.query("select value->'version' as version from log_event")).toEqual([
    { version: change.version },
  ]);
});

test("crm-15: of a page, what no log can hold is a dead letter and the cursor moves on", async () => {
  const record = (id: string, description: string) => ({
    kind: "changed" as const,
    ref: { connection: "acme", object: "company" as const, id },
    version: { vendorAt: "2026-03-01T10:00:00.000Z", contentHash: id },
    fields: { description },
    outputs: {},
  });
  const changes = [record("1", "a"), record("2", "b".repeat(1_100_000)), record("3", "c")];
  const { database } = await openPoll(() => ({ changes, cursor: { at: 1 } }));
  await eventually(async () => {
    expect(await database.query("select cursor from connection_cursor")).toEqual([
      { cursor: { at: 1 } },
    ]);
  });
  const published = await database.query<{ key: string }>("select key from log_event");
  expect(published.map(({ key }) => key).toSorted()).toEqual(["acme/company/1", "acme/company/3"]);
  expect(await database.query("select key, log_offset from log_dead_letter")).toEqual([
    { key: "acme/company/2", log_offset: null },
  ]);
});
