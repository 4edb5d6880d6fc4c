import type { ReasonCode, RecordRef } from "@fieldwork/contracts";
import {
  claimOrderedReads,
  coveringHold,
  type Database,
  endOrderedReads,
  findHolds,
  liftHold,
  placeHold,
  takeReady,
} from "@fieldwork/store";
import type { Reader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor, AuditEntry, OrderDeps } from "../orders.ts";
import { openTestPlace, type TestPlace } from "../testing/open-test-place.ts";
import { discardDeadLetters } from "./discard.ts";
import { editDeadEvent } from "./edit-event.ts";
import { listDeadLetters } from "./groups.ts";
import { changeReplay, replayDeadLetters, showReplay } from "./replay.ts";
import { stepReplay } from "./replay-driver.ts";
import { showDeadEvent } from "./show.ts";

let place: TestPlace;
let database: Database;
let reader: Reader;
let deps: OrderDeps;
let audited: AuditEntry[];
const ann: Actor = { kind: "person", id: "p1", name: "ann" };

beforeAll(async () => {
  place = await openTestPlace();
  ({ database, reader } = place);
});

afterAll(async () => {
  await place.stop();
});

beforeEach(async () => {
  await database.query(
    "truncate work, record, hold, replay, replay_member, ordered_read, log_dead_letter restart identity",
  );
  audited = [];
  deps = { database, reader, audit: async (_, entry) => void audited.push(entry) };
});

/** So many dead letters, `r1` and so on, of one cause whose words differ in numbers. */
async function die(count: number, code: ReasonCode = "crm-refused-record"): Promise<void> {
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at,
       reason_code, reason_detail, settled_at)
     select 'hub', 'company', 'r' || n, 'profile', 'dead', '{live}', 'h', now(), $2,
       jsonb_build_object('said', 'company ' || n || ' is not valid'), now() from generate_series(1, $1) as n`,
    [count, code],
  );
}

async function endSent(
  states: Record<string, "written" | "dead">,
  said = "company 1 is not valid",
) {
  for (const [id, state] of Object.entries(states)) {
    await database.query(
      `update work set state = $2::text, settled_at = now(),
         reason_code = case $2::text when 'dead' then 'crm-refused-record' end,
         reason_detail = case $2::text when 'dead' then jsonb_build_object('said', $3::text) end
       where record_id = $1 and state = 'ready'`,
      [id, state, said],
    );
  }
}

async function stepNow(): Promise<void> {
  await database.query("update replay set next_at = now()");
  await stepReplay(database);
}

async function onlyGroup() {
  const { groups } = await listDeadLetters(reader);
  expect(groups).toHaveLength(1);
  const [group] = groups;
  if (!group) throw new Error("there is no group");
  return group;
}

const ready = async () =>
  (
    await database.query<{ id: string }>(
      "select record_id as id from work where state = 'ready' order by id",
    )
  ).map(({ id }) => id);

test("the dead letters of a connection are found, however many others have died since", async () => {
  await die(5001);
  await database.query(
    "update work set connection = 'sales', settled_at = now() - interval '1 hour' where record_id = 'r1'",
  );
  await die(1);
  const { groups, isCapped } = await listDeadLetters(reader, { connection: "sales" });
  expect(groups).toMatchObject([{ cause: { connection: "sales" }, count: 1 }]);
  expect(isCapped).toBe(false);
  expect(await listDeadLetters(reader)).toMatchObject({ isCapped: true });
});

test("dead letters of one cause form one group, with how many, since when, some of them and what to do", async () => {
  await die(7);
  await die(0);
  const group = await onlyGroup();
  expect(group).toMatchObject({
    ...{ count: 7, failedAnew: 0, remedy: expect.stringContaining("validation rule") },
    cause: { kind: "work", code: "crm-refused-record", enrichment: "profile", connection: "hub" },
  });
  expect(group.cause.shape).toBe("the crm refused the record: company <n> is not valid");
  expect(group.samples).toHaveLength(5);
  expect(group.firstAt.getTime()).toBeLessThanOrEqual(group.lastAt.getTime());
  expect((await listDeadLetters(reader, { kind: "event" })).groups).toEqual([]);
});

test("a replay tries five of the set as it was at the order, then rests, and goes on with exactly the others", async () => {
  await die(8);
  const { id, members } = await replayDeadLetters(deps, ann, { group: (await onlyGroup()).id });
  expect(members).toBe(8);
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at,
       reason_code, reason_detail, settled_at)
     values ('hub', 'company', 'later', 'profile', 'dead', '{live}', 'h', now(), 'crm-refused-record',
       '{"said": "company 9 is not valid"}', now())`,
  );
  await stepNow();
  expect(await ready()).toEqual(["r1", "r2", "r3", "r4", "r5"]);
  await stepNow();
  expect(await ready()).toHaveLength(5);
  const wanters = await database.query("select distinct wanted_by from work where state = 'ready'");
  expect(wanters).toEqual([{ wanted_by: ["live", id] }]);

  await endSent({ r1: "written", r2: "written", r3: "written", r4: "dead" });
  await endSent({ r5: "dead" }, "the owner is inactive");
  await stepNow();
  const tried = await showReplay(deps, id);
  expect(tried).toMatchObject({
    state: "tried",
    successShare: 0.6,
    counts: { waiting: 3, failed: 2 },
  });
  expect(
    tried.failedAnew.toSorted((one, other) => Number(one.isSame) - Number(other.isSame)),
  ).toMatchObject([
    { isSame: false, shape: "the crm refused the record: the owner is inactive", samples: ["5"] },
    { isSame: true, samples: ["4"] },
  ]);
  expect((await listDeadLetters(reader)).groups.map(({ failedAnew }) => failedAnew)).toEqual([
    1, 1,
  ]);

  await changeReplay(deps, ann, { id, change: "resume" });
  await database.query("update replay set per_minute = 600");
  await stepNow();
  expect(await ready()).toEqual(["r6", "r7", "r8"]);
  await endSent({ r6: "written", r7: "written", r8: "written" });
  await stepNow();
  expect(await showReplay(deps, id)).toMatchObject({
    state: "done",
    counts: { succeeded: 6, failed: 2 },
  });
  expect(await database.query("select state from work where record_id = 'later'")).toEqual([
    { state: "dead" },
  ]);
  expect(audited.map(({ order }) => order)).toEqual(["dead-letters.replay", "dead-letters.resume"]);
});

test("what is no dead letter any longer is not sent again, and a cancelled replay sends nothing more", async () => {
  await die(7);
  const { id } = await replayDeadLetters(deps, ann, { group: (await onlyGroup()).id });
  await database.query("update work set state = 'written' where record_id = 'r2'");
  await stepNow();
  expect(await showReplay(deps, id)).toMatchObject({
    counts: { sent: 4, overtaken: 1, waiting: 2 },
  });
  await changeReplay(deps, ann, { id, change: "cancel" });
  await stepNow();
  expect(await showReplay(deps, id)).toMatchObject({
    state: "cancelled",
    counts: { cancelled: 2 },
  });
  await expect(changeReplay(deps, ann, { id, change: "resume" })).rejects.toThrow(/is cancelled/);
});

test("what was on its way when a replay was paused or cancelled is told of once it has ended", async () => {
  await die(7);
  const { id } = await replayDeadLetters(deps, ann, { group: (await onlyGroup()).id });
  await stepNow();
  await changeReplay(deps, ann, { id, change: "pause" });
  await endSent({ r1: "written", r2: "dead" });
  await stepNow();
  expect(await showReplay(deps, id)).toMatchObject({
    ...{ state: "paused", counts: { waiting: 2, sent: 3, succeeded: 1, failed: 1 } },
  });
  await changeReplay(deps, ann, { id, change: "cancel" });
  await endSent({ r3: "written", r4: "written", r5: "written" });
  await stepNow();
  expect(await showReplay(deps, id)).toMatchObject({
    ...{ state: "cancelled", counts: { cancelled: 2, sent: 0, succeeded: 4, failed: 1 } },
  });
});

test("the first few go while their enrichment is paused, and nothing else until it is resumed", async () => {
  await die(7);
  const hold = { scope: "enrichment", target: "profile", heldBy: "ann", why: null } as const;
  await placeHold(database, { ...hold, action: "paused" });
  const request = { group: (await onlyGroup()).id, passesPauses: true, goesOn: true };
  const { id } = await replayDeadLetters(deps, ann, request);
  await stepNow();
  const take = () =>
    takeReady(database, {
      ...{
        lane: "openai",
        enrichments: ["profile"],
        limit: 10,
        places: { live: 10, backfill: 10 },
      },
    });
  expect(await take()).toHaveLength(5);
  await database.query("update work set state = 'written' where state = 'dispatched'");
  await stepNow();
  expect(await showReplay(deps, id)).toMatchObject({ state: "going", counts: { succeeded: 5 } });
  await database.query("update replay set per_minute = 600");
  await stepNow();
  expect(await showReplay(deps, id)).toMatchObject({ counts: { sent: 2 } });
  expect(await take()).toEqual([]);
  await liftHold(database, hold);
  expect(await take()).toHaveLength(2);
});

test("the first few also pass a paused model or lane, and never one that is killed", async () => {
  await die(7);
  const held = { scope: "model", heldBy: "ann", why: null } as const;
  await placeHold(database, { ...held, target: "openai", action: "paused" });
  await placeHold(database, { ...held, target: "mistral/small", action: "paused" });
  await placeHold(database, { ...held, target: "google", action: "killed" });
  const request = { group: (await onlyGroup()).id, passesPauses: true };
  const { id } = await replayDeadLetters(deps, ann, request);
  const { holds } = await findHolds(database);
  const heldBy = (model: string, wantedBy: string[]) =>
    coveringHold(holds, { ref: null, enrichment: "profile", model, wantedBy })?.target;
  expect(["openai/luna", "mistral/small", "google/flash"].map((one) => heldBy(one, [id]))).toEqual([
    ...[undefined, undefined, "google"],
  ]);
  expect(heldBy("openai/luna", ["live"])).toBe("openai");
  for (const target of ["openai", "mistral/small", "google"])
    await liftHold(database, { ...held, target });
});

test("rights on another connection reach no group and no replay here", async () => {
  await die(3);
  const { id: group } = await onlyGroup();
  const elsewhere = { group, connection: "sales" };
  await expect(replayDeadLetters(deps, ann, elsewhere)).rejects.toThrow(/there is no group/);
  await expect(discardDeadLetters(deps, ann, { ...elsewhere, why: "x" })).rejects.toThrow(
    /no group/,
  );
  const { id } = await replayDeadLetters(deps, ann, { group, connection: "hub" });
  const cancel = { id, change: "cancel" } as const;
  await expect(changeReplay(deps, ann, { ...cancel, connection: "sales" })).rejects.toThrow(
    /no replay/,
  );
  await expect(showReplay(deps, id, "sales")).rejects.toThrow(/no replay/);
  expect(await changeReplay(deps, ann, { ...cancel, connection: "hub" })).toEqual({
    state: "cancelled",
  });
});

test("discarding needs a reason, which the record tells from then on", async () => {
  await die(3);
  const { id: group, samples } = await onlyGroup();
  await expect(discardDeadLetters(deps, ann, { group, why: " " })).rejects.toThrow(/say why/);
  expect(
    await discardDeadLetters(deps, ann, { group, ids: samples.slice(0, 1), why: "a test" }),
  ).toEqual({
    discarded: 1,
  });
  expect(await discardDeadLetters(deps, ann, { group, why: "a trial account" })).toEqual({
    discarded: 2,
  });
  const ended = await database.query(
    "select count(*)::int as count, reason_detail from work where (state, reason_code) = ('skipped', 'discarded') group by 2 order by 1",
  );
  expect(ended).toEqual([
    { count: 1, reason_detail: { said: "a test" } },
    { count: 2, reason_detail: { said: "a trial account" } },
  ]);
  expect(audited.map(({ after }) => after)).toMatchObject([
    { why: "a test" },
    { why: "a trial account" },
  ]);
});

async function failEvent(ref: RecordRef | null): Promise<string> {
  const [row] = await database.query<{ id: string }>(
    `insert into log_dead_letter (consumer_group, topic, partition, log_offset, key, value, reason_code, reason_detail)
     values ('planner', 'crm.record-changed', 0, 1, $1, '{"kind": "renamed"}', 'event-malformed', '{"said": "kind"}')
     returning id`,
    [ref ? `${ref.connection}/${ref.object}/${ref.id}` : "?"],
  );
  return row?.id ?? "";
}

test("an event that names no record is edited under its topic's schema; a replay has its record read live", async () => {
  const id = await failEvent(null);
  const { id: group } = await onlyGroup();
  await expect(replayDeadLetters(deps, ann, { group })).rejects.toThrow(/names a record/);
  const { value: seen } = await showDeadEvent(reader, id);
  const readAt = new Date().toISOString();
  const ref = { connection: "hub", object: "company", id: "7" };
  const value = { kind: "deleted", ref, version: { vendorAt: readAt, contentHash: "" }, readAt };
  await expect(editDeadEvent(deps, ann, { id, seen, value: { kind: "deleted" } })).rejects.toThrow(
    /does not fit/,
  );
  await expect(editDeadEvent(deps, ann, { id, seen: {}, value })).rejects.toThrow(/look again/);
  expect(await editDeadEvent(deps, ann, { id, seen, value })).toEqual({ key: "hub/company/7" });

  const replay = await replayDeadLetters(deps, ann, { group });
  await stepNow();
  const claim = { connection: "hub", limit: 10, leaseMs: 5000 };
  expect(await claimOrderedReads(database, claim)).toEqual([ref]);
  expect(await claimOrderedReads(database, claim)).toEqual([]);
  await endOrderedReads(database, ref, [{ id: "7", readAt, reason: null }]);
  await stepNow();
  expect(await showReplay(deps, replay.id)).toMatchObject({ counts: { sent: 1 } });
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields)
     values ('hub', 'company', '7', now(), 'a', $1, '{}')`,
    [readAt],
  );
  await stepNow();
  expect(await showReplay(deps, replay.id)).toMatchObject({
    state: "done",
    counts: { succeeded: 1 },
  });
  expect((await listDeadLetters(reader)).groups).toEqual([]);
});

test("an event is not edited under a replay that has its record read as it was named", async () => {
  const ref = { connection: "hub", object: "company", id: "10" };
  const id = await failEvent(ref);
  const replay = await replayDeadLetters(deps, ann, { group: (await onlyGroup()).id });
  const { value: seen } = await showDeadEvent(reader, id);
  const readAt = new Date().toISOString();
  const meant = { ...ref, id: "11" };
  const version = { vendorAt: readAt, contentHash: "" };
  const edit = { id, seen, value: { kind: "deleted", ref: meant, version, readAt } };
  const refused = new RegExp(`${replay.id} has its record read: cancel that first`);
  await expect(editDeadEvent(deps, ann, edit)).rejects.toThrow(refused);
  await stepNow();
  await expect(editDeadEvent(deps, ann, edit)).rejects.toThrow(refused);
  await endOrderedReads(database, ref, [
    { id: "10", readAt: null, reason: { code: "record-gone", detail: null } },
  ]);
  await stepNow();
  expect(await editDeadEvent(deps, ann, edit)).toEqual({ key: "hub/company/11" });
});

test("an event whose record fails anew, or is gone, stays a dead letter and says so", async () => {
  const ref = { connection: "hub", object: "company", id: "8" };
  const id = await failEvent(ref);
  const first = await replayDeadLetters(deps, ann, { group: (await onlyGroup()).id });
  await stepNow();
  await database.query(
    "update log_dead_letter set failed_at = clock_timestamp() where id = $1::bigint",
    [id],
  );
  await stepNow();
  expect(await showReplay(deps, first.id)).toMatchObject({
    ...{ state: "done", counts: { failed: 1 } },
    failedAnew: [{ isSame: true, code: "event-malformed" }],
  });
  const second = await replayDeadLetters(deps, ann, { group: (await onlyGroup()).id });
  await stepNow();
  await claimOrderedReads(database, { connection: "hub", limit: 10, leaseMs: 5000 });
  const gone = { code: "record-gone", detail: null } as const;
  await endOrderedReads(database, ref, [{ id: "8", readAt: null, reason: gone }]);
  await stepNow();
  expect(await showReplay(deps, second.id)).toMatchObject({
    failedAnew: [{ code: "record-gone" }],
  });
  expect(await onlyGroup()).toMatchObject({ count: 1, failedAnew: 1 });
});

test("a record that the line does not keep ends its replay all the same", async () => {
  const ref = { connection: "hub", object: "company", id: "9" };
  await failEvent(ref);
  const { id } = await replayDeadLetters(deps, ann, { group: (await onlyGroup()).id });
  await stepNow();
  const readAt = new Date(Date.now() - 11 * 60_000).toISOString();
  await endOrderedReads(database, ref, [{ id: "9", readAt, reason: null }]);
  await stepNow();
  expect(await showReplay(deps, id)).toMatchObject({
    ...{ state: "done", failedAnew: [{ code: "not-wanted", count: 1 }] },
  });
});
