import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listUnannounced, markAnnounced } from "./announcements.ts";
import { claimAnswers, keepAnswers, releaseAnswers } from "./answers.ts";
import { claimWrites, listDueWrites } from "./claim-writes.ts";
import type { Database } from "./database.ts";
import { closeLane } from "./lanes.ts";
import { releaseAsks, renewClaims } from "./work-asking.ts";
import {
  findDispatched,
  listOverdueWakeUps,
  returnLapsed,
  takeBackOverdue,
} from "./work-dispatch.ts";
import { createWorkFixture, type WorkFixture } from "./work-fixture.ts";
import { endWrites, releaseWrites } from "./work-writing.ts";

let fixture: WorkFixture;
let database: Database;

beforeAll(async () => {
  fixture = await createWorkFixture();
  database = fixture.database;
});

afterAll(() => fixture.close());

beforeEach(() => fixture.clear());

const leaseMs = 10_000;

async function answer({ workId, token }: { workId: string; token: string }, fingerprint: string) {
  await claimAnswers(database, { claims: [question(workId, token, fingerprint)], leaseMs });
  return keepAnswers(database, [
    { workId, token, fingerprint, paid: paid(workId, fingerprint, "Energy") },
  ]);
}

function question(workId: string, token: string, fingerprint: string) {
  return {
    fingerprint,
    token,
    workId,
    enrichment: "profile",
    promptVersion: "v1",
    definitionHash: "d1",
  };
}

function paid(workId: string, fingerprint: string, value: string) {
  return {
    fingerprint,
    workId,
    enrichment: "profile",
    promptVersion: "v1",
    definitionHash: "d1",
    provider: "baseline",
    model: "tf-idf",
    outputs: { industry: { value, confidence: 1, evidence: value } },
    costNanoUsd: 12n,
  };
}

function claimOneWrite(token = randomUUID()) {
  return claimWrites(database, {
    connection: "hubspot",
    object: "company",
    limit: 10,
    maxBatch: 10,
    token,
    leaseMs,
    withOrders: true,
  });
}

describe("a wake-up", () => {
  test("is claimed once: a duplicate does nothing", async () => {
    await fixture.plan("1", "a");
    const [wakeUp] = await fixture.take();
    if (!wakeUp) throw new Error("nothing taken");
    const claim = () => fixture.claim(wakeUp);
    const results = await Promise.all([claim(), claim(), claim()]);
    expect(results.flat()).toHaveLength(1);
    expect(results.flat()[0]).toMatchObject({ fields: { description: "a" }, generation: 1 });
  });

  test("of a generation that is no longer wanted does nothing", async () => {
    await fixture.plan("1", "a");
    const [stale] = await fixture.take();
    if (!stale) throw new Error("nothing taken");
    await fixture.plan("1", "b", { read: 2 });
    expect(await fixture.claim(stale)).toEqual([]);
    expect(await fixture.take()).toEqual([{ ...stale, generation: 2 }]);
  });

  test("in a closed lane does nothing, and its row goes back to ready", async () => {
    await fixture.plan("1", "a");
    const [wakeUp] = await fixture.take();
    if (!wakeUp) throw new Error("nothing taken");
    expect(
      await closeLane(database, {
        ...{ name: "baseline", lane: "baseline", model: "tf-idf", enrichment: "profile" },
        ...{ waitMs: 60_000, baseMs: 1000, capMs: 1000, needsCheck: false },
        reason: { code: "model-rate-limited", detail: { said: "429" } },
      }),
    ).toBe(1);
    expect(await fixture.claim(wakeUp)).toEqual([]);
    expect(await fixture.states()).toEqual({ "1": "ready" });
  });

  test("that nobody claimed is given out again", async () => {
    await fixture.plan("1", "a");
    const [wakeUp] = await fixture.take();
    expect((await findDispatched(database)).get("baseline")).toMatchObject({ count: 1 });
    const overdue = await listOverdueWakeUps(database, {
      lane: "baseline",
      olderThanMs: -1,
      limit: 10,
    });
    expect(overdue).toEqual([{ workId: wakeUp?.workId, generation: 1 }]);
  });

  test("that is taken back waits again, and of an earlier and a later one each claims at most once", async () => {
    for (const id of ["1", "2", "3"]) await fixture.plan(id, "a");
    const [claimed, early, late] = await fixture.take(3, "gone");
    if (!claimed || !early || !late) throw new Error("nothing taken");
    const takeBack = (lane: string, olderThanMs = -1) =>
      takeBackOverdue(database, { lane, olderThanMs, limit: 10 });
    await fixture.claim(claimed);
    expect(await takeBack("other")).toBe(0);
    expect(await takeBack("gone", 60_000)).toBe(0);
    expect(await takeBack("gone")).toBe(2);
    expect((await findDispatched(database)).size).toBe(0);
    expect(Object.values(await fixture.states()).toSorted()).toEqual(["asking", "ready", "ready"]);
    expect(await fixture.claim(early)).toEqual([]);
    expect(await fixture.take(3, "baseline")).toHaveLength(2);
    expect(await fixture.claim(early)).toMatchObject([{ lane: "baseline" }]);
    expect(await fixture.claim(early)).toEqual([]);
    expect(await fixture.claim(late)).toMatchObject([{ lane: "baseline" }]);
  });

  test("is taken by one of many dispatchers", async () => {
    for (const id of ["1", "2", "3", "4", "5", "6"]) await fixture.plan(id, "a");
    const taken = await Promise.all([fixture.take(3), fixture.take(3), fixture.take(3)]);
    const ids = taken.flat().map(({ workId }) => workId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("a lease", () => {
  test("that lapsed gives the row back, and the old holder is refused", async () => {
    await fixture.plan("1", "a");
    const [ask] = await fixture.claimAll();
    if (!ask) throw new Error("nothing claimed");
    await database.query("update work set lease_until = now() - interval '1 second'");
    expect(await returnLapsed(database)).toEqual({ asking: 1, writing: 0 });
    expect(
      await renewClaims(database, { claims: [{ ...ask, fingerprint: null }], leaseMs }),
    ).toEqual([]);
    expect(await answer(ask, "f")).toEqual([]);
    expect(await fixture.states()).toEqual({ "1": "ready" });
    // What was paid is kept all the same.
    expect(await database.query("select state from answer")).toEqual([{ state: "answered" }]);
  });

  test("that is renewed keeps the row", async () => {
    await fixture.plan("1", "a");
    const [ask] = await fixture.claimAll();
    if (!ask) throw new Error("nothing claimed");
    expect(
      await renewClaims(database, { claims: [{ ...ask, fingerprint: null }], leaseMs }),
    ).toEqual([ask.workId]);
    expect(await returnLapsed(database)).toEqual({ asking: 0, writing: 0 });
  });
});

describe("G4: a fingerprint", () => {
  test("is asked by one of many that ask at once; the others wait until it is answered", async () => {
    await fixture.plan("1", "a");
    await fixture.plan("2", "a");
    const [first, second] = await fixture.claimAll();
    if (!first || !second) throw new Error("not claimed");
    const results = await Promise.all(
      [first, second].map(({ workId, token }) =>
        claimAnswers(database, { claims: [question(workId, token, "f")], leaseMs }),
      ),
    );
    expect(
      results
        .flat()
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(["busy", "claimed"]);
    const [asker, waiter] = results[0]?.[0]?.kind === "claimed" ? [first, second] : [second, first];
    await releaseAsks(database, [
      { ...waiter, dueInMs: 0, reason: null, waitsFor: "f", isFailure: false },
    ]);
    expect(await fixture.take()).toEqual([]);
    await keepAnswers(database, [
      { ...asker, fingerprint: "f", paid: paid(asker.workId, "f", "Energy") },
    ]);
    expect((await fixture.take()).map(({ workId }) => workId)).toEqual([waiter.workId]);
    const again = await claimAnswers(database, {
      claims: [question(waiter.workId, randomUUID(), "f")],
      leaseMs,
    });
    expect(again).toMatchObject([{ kind: "known", costNanoUsd: expect.any(BigInt) }]);
  });

  test("asked twice in one batch is granted once", async () => {
    const claims = [question("1", randomUUID(), "f"), question("2", randomUUID(), "f")];
    const results = await claimAnswers(database, { claims, leaseMs });
    expect(results.map(({ kind }) => kind)).toEqual(["claimed", "busy"]);
  });

  test("whose asker died may be asked again once its lease is over", async () => {
    await claimAnswers(database, { claims: [question("1", randomUUID(), "f")], leaseMs: -1 });
    const results = await claimAnswers(database, {
      claims: [question("2", randomUUID(), "f")],
      leaseMs,
    });
    expect(results).toEqual([{ kind: "claimed", turn: null }]);
  });

  test("that was given up may be asked at once", async () => {
    const claim = question("1", randomUUID(), "f");
    await claimAnswers(database, { claims: [claim], leaseMs });
    await releaseAnswers(database, [{ ...claim, turn: null }]);
    const results = await claimAnswers(database, {
      claims: [question("2", randomUUID(), "f")],
      leaseMs,
    });
    expect(results).toEqual([{ kind: "claimed", turn: null }]);
  });

  test("keeps its first stored answer", async () => {
    await fixture.plan("1", "a");
    await fixture.plan("2", "b");
    const [first, second] = await fixture.claimAll();
    if (!first || !second) throw new Error("not claimed");
    await keepAnswers(database, [
      { ...first, fingerprint: "f", paid: paid(first.workId, "f", "Energy") },
    ]);
    await keepAnswers(database, [
      { ...second, fingerprint: "f", paid: paid(second.workId, "f", "Other") },
    ]);
    expect(
      await database.query("select outputs->'industry'->>'value' as value from answer"),
    ).toEqual([{ value: "Energy" }]);
  });
});

describe("an answer", () => {
  test("is announced again until it is marked", async () => {
    await fixture.plan("1", "a");
    const [ask] = await fixture.claimAll();
    if (!ask) throw new Error("nothing claimed");
    const [announcement] = await answer(ask, "f");
    expect(await listUnannounced(database, { olderThanMs: -1, limit: 10 })).toEqual([announcement]);
    await markAnnounced(database, [ask.workId]);
    expect(await listUnannounced(database, { olderThanMs: -1, limit: 10 })).toEqual([]);
  });

  test("is claimed by one writer, with its outputs, and ends once", async () => {
    await fixture.plan("1", "a");
    const [ask] = await fixture.claimAll();
    if (!ask) throw new Error("nothing claimed");
    await answer(ask, "f");
    expect(await listDueWrites(database, { withOrders: true })).toEqual([
      { connection: "hubspot", object: "company" },
    ]);
    const claims = (await Promise.all([claimOneWrite(), claimOneWrite()])).flat();
    expect(claims).toMatchObject([
      { recordId: "1", fingerprint: "f", outputs: { industry: { value: "Energy" } } },
    ]);
    const ends = claims.map((claim) => ({ ...claim, state: "written" as const, reason: null }));
    expect(await endWrites(database, ends)).toEqual([ask.workId]);
    expect(await endWrites(database, ends)).toEqual([]);
    expect(await fixture.states()).toEqual({ "1": "written" });
  });

  test("given back rests until it is due", async () => {
    await fixture.plan("1", "a");
    const [ask] = await fixture.claimAll();
    if (!ask) throw new Error("nothing claimed");
    await answer(ask, "f");
    const [claim] = await claimOneWrite();
    if (!claim) throw new Error("no write claimed");
    await releaseWrites(database, [
      {
        ...claim,
        ...{ dueInMs: 60_000, reason: { code: "crm-locked", detail: null }, isFailure: true },
        rest: { kind: "setback", rests: 1, doubt: 0 },
      },
    ]);
    expect(await claimOneWrite()).toEqual([]);
    expect(await database.query("select failures, reason_code from work")).toEqual([
      { failures: 1, reason_code: "crm-locked" },
    ]);
  });
});
