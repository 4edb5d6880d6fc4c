import type { FieldValues, RecordChanged } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import { testLogger } from "@fieldwork/runtime/testing";
import { keepPlan } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createFieldDescriptions } from "./field-descriptions.ts";
import { createOutputFollower } from "./follow-outputs.ts";
import { describedField, recordOf } from "./testing.ts";

const { signal } = new AbortController();
const scope = { connection: "hubspot", object: "company" } as const;

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

beforeEach(async () => {
  await store.database.query("truncate record, field_ledger, owner_change");
  await store.database.query(
    `insert into field_ledger (connection, object, record_id, field, owner, value)
     select 'hubspot', 'company', id, 'ai_industry', 'fieldwork', 'Energy' from unnest(array['1', '2']) as id`,
  );
});

afterAll(() => store.drop());

const stampOf = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

/** A company as it was changed last at that second. */
function change(second: number, outputs: FieldValues, id = "1"): RecordChanged {
  const at = stampOf(second);
  return {
    ...{ kind: "changed", ref: { ...scope, id }, readAt: at, fields: {}, outputs },
    version: { vendorAt: at, contentHash: JSON.stringify(outputs) },
  };
}

/** What the planner keeps of a change. */
async function known(event: RecordChanged): Promise<void> {
  const { ref, version, readAt } = event;
  const outputs = event.kind === "changed" ? event.outputs : {};
  const one = { ref, ...version, readAt, directReadAt: readAt, fields: {}, outputs };
  const records = [{ ...one, deleted: event.kind === "deleted", traceparent: null }];
  await keepPlan(store.database, { records, work: [] });
}

/** A writer beside a CRM that shows this value now, of records that are not gone. */
function openFollower(live: string | null, gone: readonly string[] = []) {
  const read: string[] = [];
  const adapter: Partial<CrmAdapter> = {
    connection: scope.connection,
    describeFields: async () => [describedField({})],
    async readRecords(_, ids) {
      read.push(...ids);
      const left = ids.filter((id) => !gone.includes(id));
      return left.map((id) => recordOf(id, { ai_industry: live }));
    },
  };
  const follower = createOutputFollower({
    database: store.database,
    adapters: new Map([[scope.connection, adapter as CrmAdapter]]),
    descriptions: createFieldDescriptions({ maxAgeMs: 300_000 }),
    logger: testLogger(),
  });
  return { read, follower };
}

/** One that comes to these events. */
async function follow(events: readonly RecordChanged[], live: string | null = "Energy") {
  const { read, follower } = openFollower(live);
  for (const event of events) await follower.handle([event], signal);
  const owners = await store.database.query<{ owner: string }>(
    "select owner from field_ledger order by record_id",
  );
  return { read, owners: owners.map(({ owner }) => owner) };
}

const ours = { ai_industry: "Energy" };
const blank = { ai_industry: null };
const persons = { ai_industry: "Retail" };

test("a writer that comes late to the log reads nothing that a newer read has shown as ours", async () => {
  for (const id of ["1", "2"]) await known(change(5, ours, id));
  const events = ["1", "2"].flatMap((id) => [change(1, blank, id), change(5, ours, id)]);
  expect(await follow(events)).toEqual({ read: [], owners: ["fieldwork", "fieldwork"] });
});

test("G2: what a newer read has shown as a person's is read, and becomes the person's", async () => {
  await known(change(5, persons));
  expect(await follow([change(1, blank)], "Retail")).toEqual({
    ...{ read: ["1"], owners: ["person", "fieldwork"] },
  });
});

test("G2: what no newer read has shown is read, one of the same second included", async () => {
  const edit = [change(5, persons)];
  expect((await follow(edit)).read).toEqual(["1"]);
  await known(change(5, ours));
  expect((await follow(edit)).read).toEqual(["1"]);
  await known(change(7, {}));
  expect((await follow(edit)).read).toEqual(["1"]);
  expect((await follow([change(9, blank)], null)).owners).toEqual([
    ...["cleared-by-person", "fieldwork"],
  ]);
});

test("G2: a blank that a person made stays that person's through merges that come together", async () => {
  await store.database.query(
    "update field_ledger set owner = 'cleared-by-person', value = null where record_id = '1'",
  );
  const merged = (id: string, into: string): RecordChanged => ({
    ...{ kind: "deleted", ref: { ...scope, id }, readAt: stampOf(9) },
    version: { vendorAt: stampOf(9), contentHash: "" },
    became: { how: "merged", ref: { ...scope, id: into } },
  });
  const { follower } = openFollower(null, ["1", "7"]);
  await follower.handle([merged("1", "7"), merged("7", "8")], signal);
  const owners = "select owner from field_ledger where record_id = '8'";
  expect(await store.database.query(owners)).toEqual([{ owner: "cleared-by-person" }]);
});
