import type { CrmAdapter, Page } from "@fieldwork/crm";
import { createPostgresEventLog, eventLogMigrations } from "@fieldwork/event-log";
import { AppError } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { createNotifications, storeMigrations } from "@fieldwork/store";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createPoll } from "./poll-changes.ts";

/** A poll of a CRM that answers as told. */
async function openPoll(read: () => Page) {
  const logger = testLogger();
  const testDatabase = await openTestStore([storeMigrations, eventLogMigrations]);
  const connectionString = testDatabase.url;
  const { database } = testDatabase;
  const notifications = createNotifications({ connectionString, logger });
  const adapter = {
    connection: "acme",
    async *readChanges() {
      yield read();
    },
  } satisfies Pick<CrmAdapter, "connection" | "readChanges">;
  const poll = createPoll({
    adapter: adapter as unknown as CrmAdapter,
    object: "company",
    database,
    eventLog: createPostgresEventLog({ database, notifications, logger }),
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

test("of a page, what no log can hold is a dead letter and the cursor moves on", async () => {
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
