import { randomUUID } from "node:crypto";
import type { Reason } from "@fieldwork/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "./database.ts";
import { runAgain } from "./run-again.ts";
import { stopWanting } from "./wanting.ts";
import { type ClaimedAsk, claimAsks, endAsks, releaseAsks } from "./work-asking.ts";
import { returnLapsed } from "./work-dispatch.ts";
import { createWorkFixture, type WorkFixture } from "./work-fixture.ts";

let fixture: WorkFixture;
let database: Database;

beforeAll(async () => {
  fixture = await createWorkFixture();
  database = fixture.database;
});

afterAll(() => fixture.close());

beforeEach(() => fixture.clear());

const byBackfill = (id: string) => ({ wantedBy: [id] });
const ended: Reason = { code: "value-stands", detail: null };

async function rows(): Promise<unknown[]> {
  return database.query(
    `select state, wanted_by as "wantedBy", class, wanted_generation as generation from work`,
  );
}

const back = { dueInMs: 0, reason: null, waitsFor: null, isFailure: false };

async function lapse(): Promise<void> {
  await database.query("update work set lease_until = now() - interval '1 second'");
  await returnLapsed(database);
}

async function claimOne() {
  const [ask] = await fixture.claimAll();
  return ask ?? expect.unreachable("nothing was claimed");
}

describe("what waits to be asked", () => {
  test("is asked once for all who want it, and counts as live as long as the live line does", async () => {
    await fixture.plan("1", "a", byBackfill("b1"));
    expect(await rows()).toMatchObject([{ class: "backfill", generation: 1 }]);
    await fixture.plan("1", "a", byBackfill("b2"));
    await fixture.plan("1", "a", { read: 2, wantedBy: ["live", "b1"] });
    expect(await rows()).toEqual([
      { state: "ready", wantedBy: ["b1", "b2", "live"], class: "live", generation: 1 },
    ]);
    expect(await claimOne()).toMatchObject({ wantedBy: ["b1", "b2", "live"], class: "live" });
    expect(await fixture.claimAll()).toEqual([]);
  });

  test("rests as long as before when one more wants the same", async () => {
    await fixture.plan("1", "a");
    await database.query("update work set due_at = now() + interval '1 hour'");
    await fixture.plan("1", "a", byBackfill("b1"));
    expect(await fixture.take()).toEqual([]);
  });

  test("goes on for the others when one no longer wants it, and ends when nobody does", async () => {
    await fixture.plan("1", "a", { wantedBy: ["live", "b1"] });
    await fixture.plan("2", "a", byBackfill("b1"));
    await fixture.plan("3", "a", byBackfill("b2"));
    expect(await stopWanting(database, "b1")).toBe(2);
    const left = await database.query(
      `select record_id as id, state, reason_code as reason, wanted_by as "wantedBy" from work order by record_id`,
    );
    expect(left).toEqual([
      { id: "1", state: "ready", reason: null, wantedBy: ["live"] },
      { id: "2", state: "skipped", reason: "not-wanted", wantedBy: [] },
      { id: "3", state: "ready", reason: null, wantedBy: ["b2"] },
    ]);
  });

  test("edited back to inputs that were answered is superseded, unless a backfill wants it", async () => {
    for (const id of ["1", "2"]) await fixture.plan(id, "a");
    await endAsks(
      database,
      (await fixture.claimAll()).map((ask) => ({ ...ask, state: "skipped", reason: ended })),
    );
    await fixture.plan("1", "b", { read: 2 });
    await fixture.plan("2", "b", { read: 2, wantedBy: ["live", "b1"] });
    for (const id of ["1", "2"]) await fixture.plan(id, "a", { read: 3 });
    expect(await fixture.states()).toEqual({ "1": "superseded", "2": "ready" });
  });
});

describe("what is running", () => {
  test("serves those who wanted it at the claim; who wants it later is served by the next generation", async () => {
    await fixture.plan("1", "a");
    const ask = await claimOne();
    await fixture.plan("1", "a", byBackfill("b1"));
    await fixture.plan("1", "a", byBackfill("b2"));
    expect(ask.wantedBy).toEqual(["live"]);
    expect(await rows()).toEqual([
      { state: "asking", wantedBy: ["b1", "b2"], class: "backfill", generation: 2 },
    ]);
    await endAsks(database, [{ ...ask, state: "skipped", reason: ended }]);
    expect(await claimOne()).toMatchObject({ wantedBy: ["b1", "b2"], generation: 2 });
  });

  test("is not run again for one who wanted it meanwhile and wants it no longer", async () => {
    await fixture.plan("1", "a");
    const ask = await claimOne();
    await fixture.plan("1", "a", byBackfill("b1"));
    await stopWanting(database, "b1");
    await endAsks(database, [{ ...ask, state: "skipped", reason: ended }]);
    expect(await fixture.states()).toEqual({ "1": "skipped" });
  });

  test("goes on when the backfill that it serves stops wanting, however often it says so", async () => {
    await fixture.plan("1", "a", byBackfill("b1"));
    const ask = await claimOne();
    expect(await stopWanting(database, "b1")).toBe(1);
    expect(await stopWanting(database, "b1")).toBe(0);
    expect(await database.query("select stopped_by from work")).toEqual([{ stopped_by: ["b1"] }]);
    const served = await database.query(`select running_by as "runningBy" from work`);
    expect(served).toEqual([{ runningBy: ["b1"] }]);
    await endAsks(database, [{ ...ask, state: "skipped", reason: ended }]);
    expect(await fixture.states()).toEqual({ "1": "skipped" });
  });

  describe.each([
    ["is given back", (ask: ClaimedAsk) => releaseAsks(database, [{ ...ask, ...back }])],
    ["is left by a process that died", () => lapse()],
  ])("and %s", (_, giveBack) => {
    const after = async () =>
      database.query(
        `select state, reason_code as reason, wanted_by as "wantedBy", settled_at is not null as finished from work`,
      );

    test("is not asked again for a backfill that has stopped wanting, but for the others", async () => {
      await fixture.plan("1", "a", { wantedBy: ["live", "b1"] });
      const ask = await claimOne();
      await stopWanting(database, "b1");
      await giveBack(ask);
      expect(await after()).toMatchObject([
        { state: "ready", wantedBy: ["live"], finished: false },
      ]);
      expect(await claimOne()).toMatchObject({ wantedBy: ["live"] });
    });

    test("ends where nobody else wants it", async () => {
      await fixture.plan("1", "a", byBackfill("b1"));
      const ask = await claimOne();
      await stopWanting(database, "b1");
      await giveBack(ask);
      expect(await after()).toEqual([
        { state: "skipped", reason: "not-wanted", wantedBy: [], finished: true },
      ]);
    });

    test("waits for those who have come since, and no more for the one that has stopped", async () => {
      await fixture.plan("1", "a", { wantedBy: ["b1", "b2"] });
      const ask = await claimOne();
      await fixture.plan("1", "b", { read: 2 });
      await stopWanting(database, "b1");
      await giveBack(ask);
      expect(await claimOne()).toMatchObject({ wantedBy: ["b2", "live"], generation: 2 });
      await stopWanting(database, "b2");
      await lapse();
      expect(await claimOne()).toMatchObject({ wantedBy: ["live"], generation: 2 });
    });

    test("ends where the one that has stopped wanted the next generation too", async () => {
      await fixture.plan("1", "a", byBackfill("b1"));
      const ask = await claimOne();
      await fixture.plan("1", "b", { read: 2, ...byBackfill("b1") });
      await stopWanting(database, "b1");
      await giveBack(ask);
      expect(await after()).toMatchObject([{ state: "skipped", wantedBy: [] }]);
    });

    test("is asked for one that stopped wanting before, and wants it anew", async () => {
      await fixture.plan("1", "a", byBackfill("b1"));
      const ask = await claimOne();
      await stopWanting(database, "b1");
      await endAsks(database, [{ ...ask, state: "skipped", reason: ended }]);
      await fixture.plan("1", "a", byBackfill("b1"));
      await giveBack(await claimOne());
      expect(await claimOne()).toMatchObject({ wantedBy: ["b1"] });
    });
  });

  test("and is given back waits for all: those it served and those who have come since", async () => {
    await fixture.plan("1", "a");
    const ask = await claimOne();
    await fixture.plan("1", "b", { read: 2, wantedBy: ["b1"] });
    await releaseAsks(database, [{ ...ask, ...back }]);
    expect(await claimOne()).toMatchObject({ wantedBy: ["b1", "live"], generation: 2 });
  });
});

test("a backfill wants what is finished though nothing has changed, also by a page older than what stands", async () => {
  await fixture.plan("1", "a", { at: 5 });
  await endAsks(database, [{ ...(await claimOne()), state: "skipped", reason: ended }]);
  await fixture.plan("1", "a", { at: 5, ...byBackfill("b1") });
  expect(await rows()).toMatchObject([{ state: "ready", generation: 2 }]);
  await endAsks(database, [{ ...(await claimOne()), state: "skipped", reason: ended }]);
  await fixture.plan("1", "a", { at: 4, ...byBackfill("b2") });
  expect(await claimOne()).toMatchObject({ wantedBy: ["b2"], fields: { description: "a" } });
});

test("a dead letter that is run again is wanted by those who wanted it", async () => {
  await fixture.plan("1", "a", byBackfill("b1"));
  const reason: Reason = { code: "model-unreadable", detail: null };
  await endAsks(database, [{ ...(await claimOne()), state: "dead", reason }]);
  expect(await runAgain(database, { recordId: "1" })).toBe(1);
  expect(await runAgain(database, { recordId: "1" })).toBe(0);
  expect(await rows()).toEqual([
    { state: "ready", wantedBy: ["b1"], class: "backfill", generation: 2 },
  ]);
});

test("a dead letter that nobody wants any longer is run again for whoever asks, as the live line's", async () => {
  await fixture.plan("1", "a", byBackfill("b1"));
  await fixture.plan("2", "a", byBackfill("b1"));
  await fixture.plan("3", "a", { wantedBy: ["b1", "b2"] });
  const [before, ...after] = await fixture.claimAll();
  if (before === undefined) throw new Error("nothing was claimed");
  const reason: Reason = { code: "model-unreadable", detail: null };
  const die = (asks: readonly ClaimedAsk[]) =>
    endAsks(
      database,
      asks.map((ask) => ({ ...ask, state: "dead", reason })),
    );
  await die(after);
  await stopWanting(database, "b1");
  await die([before]);
  expect(await fixture.states()).toEqual({ "1": "dead", "2": "dead", "3": "dead" });
  expect(await runAgain(database, {})).toBe(3);
  const wanted = await database.query("select wanted_by from work order by record_id");
  expect(wanted.map(Object.values)).toEqual([[["live"]], [["live"]], [["b2"]]]);
});

describe("a lane's room", () => {
  const take = (limit: number, places: { live: number; backfill: number }) =>
    fixture.takeOf({ limit, places });

  beforeEach(async () => {
    for (let id = 1; id <= 6; id++) await fixture.plan(`b${id}`, `${id}`, byBackfill("b1"));
    for (let id = 1; id <= 6; id++) await fixture.plan(`l${id}`, `${id}`);
  });

  test("is shared by the classes, though the backfill waits longer", async () => {
    const taken = await take(5, { live: 4, backfill: 1 });
    expect(taken.map((one) => one.class).toSorted()).toEqual([
      "backfill",
      "live",
      "live",
      "live",
      "live",
    ]);
  });

  test("that one class does not use goes to the other", async () => {
    expect(await take(8, { live: 8, backfill: 0 })).toHaveLength(8);
    const rest = await take(8, { live: 8, backfill: 0 });
    expect(rest.map((one) => one.class)).toEqual(new Array(4).fill("backfill"));
  });

  test("wakes nobody twice", async () => {
    const asks = (await take(12, { live: 6, backfill: 6 })).map((one) => ({
      ...{ ...one, token: randomUUID() },
    }));
    expect(await claimAsks(database, { asks, leaseMs: 10_000, definitions: {} })).toHaveLength(12);
    expect(await take(12, { live: 6, backfill: 6 })).toEqual([]);
  });
});
