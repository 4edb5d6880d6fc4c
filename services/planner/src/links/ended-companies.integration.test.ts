import { eventually } from "@fieldwork/runtime/testing";
import {
  type DecidedLink,
  keepCompanyKeys,
  keepCompanyLinks,
} from "@fieldwork/store/company-links";
import type { TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { companyChanges } from "./company-changes.ts";
import { linkKnownBefore } from "./known-before.ts";
import { ended, listed, openLinks, read, readAt, refOf, volvo } from "./testing.ts";

let store: TestStore;
let link: Awaited<ReturnType<typeof openLinks>>["link"];

beforeAll(async () => {
  const members = ["hub", "org"].map((connection) => ({ connection, group: "acme" }));
  ({ store, link } = await openLinks(members));
});

beforeEach(() => store.database.query("truncate company_key, company_link, record"));

afterAll(() => store.drop());

const keysOf = (...changes: ReturnType<typeof read>[]) => companyChanges(changes, () => true).keys;

async function living(): Promise<string[]> {
  const rows = await store.database.query<{ key: string }>(
    "select connection || '/' || record_id as key from company_key where not deleted order by 1",
  );
  return rows.map(({ key }) => key);
}

async function links(): Promise<string[]> {
  const rows = await store.database.query<{ link: string }>(
    `select concat_ws(' ', connection || '/' || record_id, other_connection || '/' || other_id) as link
     from company_link order by 1`,
  );
  return rows.map(({ link }) => link);
}

/** Until a statement waits for another's lock. */
async function untilWaiting(): Promise<void> {
  await eventually(async () => {
    const waiting = await store.database.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    expect(waiting).toHaveLength(1);
  });
}

test("crm-14: a page that was read before the end of a company and is planned before that end is kept brings nothing back", async () => {
  await link([read("hub/2", volvo, 1), ended(readAt(3, read("hub/2", volvo, 1)))]);
  await link([listed(readAt(4, read("hub/2", volvo, 1)))]);
  await link([readAt(2, read("hub/2", volvo, 1))]);
  await link([read("org/1", volvo)]);
  expect(await living()).toEqual(["org/1"]);
  expect(await links()).toEqual([]);
});

test("crm-14: nor does one that is planned at the same moment, whichever comes first", async () => {
  const page = keysOf(listed(readAt(4, read("hub/2", volvo, 1))));
  const end = ended(readAt(3, read("hub/2", volvo, 1)));
  const endFollows = await store.database.transaction(async (tx) => {
    await keepCompanyKeys(tx, page);
    const following = link([end]);
    await untilWaiting();
    return { following };
  });
  await endFollows.following;
  expect(await living()).toEqual([]);

  await store.database.query("truncate company_key");
  const pageFollows = await store.database.transaction(async (tx) => {
    await keepCompanyKeys(tx, keysOf(end));
    const following = keepCompanyKeys(store.database, page);
    await untilWaiting();
    return { following };
  });
  expect(await pageFollows.following).toEqual({ unlinked: [], ended: [] });
  expect(await living()).toEqual([]);
});

const found: DecidedLink = {
  ...{ ref: refOf("org/1"), other: refOf("hub/2"), evidence: {} },
  verdict: "linked",
  reason: "same-domain",
};

test("crm-14: a link that was found before one of its companies ended is not kept after that", async () => {
  await link([read("org/1", volvo), read("hub/2", volvo)]);
  await link([ended(read("hub/2", volvo, 3))]);
  await keepCompanyLinks(store.database, { decided: [found], of: [found.ref] });
  expect(await links()).toEqual([]);
});

test("crm-14: the end of a company waits for a link that is being kept, and takes it away", async () => {
  await link([read("org/1", volvo)]);
  await keepCompanyKeys(store.database, keysOf(read("hub/2", volvo)));
  const endFollows = await store.database.transaction(async (tx) => {
    await keepCompanyLinks(tx, { decided: [found], of: [found.ref] });
    const following = link([ended(read("hub/2", volvo, 3))]);
    await untilWaiting();
    return { following };
  });
  await endFollows.following;
  expect(await links()).toEqual([]);
});

test("a search that still lists a company that was deleted before its connection shared brings nothing of it back", async () => {
  await store.database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, direct_read_at, deleted, fields, outputs)
     select 'hub', 'company', '2', '2026-01-01T00:00:01Z', 'h', at, at, true, '{}', '{}'
     from (values ('2026-01-01T00:00:04Z'::timestamptz)) as t (at)`,
  );
  await link([read("org/1", volvo), listed(readAt(9, read("hub/2", volvo, 1)))]);
  await link([readAt(2, read("hub/2", volvo, 1))]);
  expect(await living()).toEqual(["org/1"]);
  await link([readAt(5, read("hub/2", volvo, 1))]);
  expect(await living()).toEqual(["hub/2", "org/1"]);
});

test("a read that finds a company restored links it again, and its end, told once more, changes nothing", async () => {
  const end = ended(readAt(3, read("hub/2", volvo, 1)));
  await link([read("org/1", volvo), read("hub/2", volvo, 1)]);
  await link([end]);
  expect(await links()).toEqual([]);
  await link([readAt(5, read("hub/2", volvo, 1))]);
  expect(await links()).toEqual(["hub/2 org/1"]);
  await link([end]);
  expect(await links()).toEqual(["hub/2 org/1"]);
});

test("crm-14: an end that was kept by a planner which did not know of the group as yet takes key and links away", async () => {
  await link([read("org/1", volvo), read("hub/2", volvo, 1)]);
  expect(await links()).toEqual(["hub/2 org/1"]);
  await store.database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, direct_read_at, deleted, fields, outputs)
     select 'hub', 'company', '2', '2026-01-01T00:00:01Z', 'h', at, at, true, '{}', '{}'
     from (values ('2026-01-01T00:00:04Z'::timestamptz)) as t (at)`,
  );
  await linkKnownBefore(store.database);
  expect(await living()).toEqual(["org/1"]);
  expect(await links()).toEqual([]);
});
