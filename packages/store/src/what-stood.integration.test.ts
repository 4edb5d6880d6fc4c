import { randomUUID } from "node:crypto";
import type { Reason } from "@fieldwork/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { releaseGroup } from "./braked-groups.ts";
import type { Database } from "./database.ts";
import { refreshDue } from "./refreshing.ts";
import { wantUndefined } from "./run-again.ts";
import { stopWanting } from "./wanting.ts";
import { endAsks, releaseAsks } from "./work-asking.ts";
import { endUndefined } from "./work-dispatch.ts";
import { createWorkFixture, type WorkFixture } from "./work-fixture.ts";
import { approvePreviews, endWrites, type WriteEnd } from "./work-writing.ts";

let fixture: WorkFixture;
let database: Database;
beforeAll(async () => {
  fixture = await createWorkFixture();
  database = fixture.database;
});
afterAll(() => fixture.close());
beforeEach(() => fixture.clear());

const place = { connection: "hubspot", object: "company" } as const;

/** The live line's work, answered, and ended so by the writer. */
async function ends(end: Pick<WriteEnd, "state" | "reason" | "groupId">): Promise<void> {
  await fixture.plan("1", "a");
  await fixture.answer(await fixture.claimOne());
  await endWrites(
    database,
    (await fixture.claimDueWrites()).map((one) => ({ ...one, ...end })),
  );
}

const dead: Reason = { code: "model-unreadable", detail: { said: "no" } };
const braked: Reason = { code: "braked", detail: { records: 5 } };

/** A backfill wants the record as it is, and is cancelled before anybody has asked. */
const cancelled = {
  async "before it was claimed"() {
    await fixture.plan("1", "a", { wantedBy: ["b1"] });
    await stopWanting(database, "b1");
  },
  async "while it waits for money"() {
    await fixture.plan("1", "a", { wantedBy: ["b1"] });
    const ask = await fixture.claimOne();
    const reason: Reason = { code: "budget-exhausted", detail: null };
    await releaseAsks(database, [
      { ...ask, dueInMs: 60_000, reason, waitsFor: null, isFailure: false },
    ]);
    await stopWanting(database, "b1");
  },
  async "while its enrichment is retired"() {
    await fixture.plan("1", "a", { wantedBy: ["b1"] });
    await database.query(
      `insert into definition (name, hash, content, is_current, released_by)
       values ('profile', 'd1', '{}', false, 'ann') on conflict do nothing`,
    );
    await endUndefined(database, 10);
    await stopWanting(database, "b1");
    await wantUndefined(database, ["profile"]);
  },
};

describe.each(Object.entries(cancelled))("a backfill that is cancelled %s", (_, cancel) => {
  test("leaves a dead letter of the live line a dead letter, with its reason", async () => {
    await fixture.plan("1", "a");
    await endAsks(database, [
      { ...(await fixture.claimOne()), state: "dead", reason: dead, under: "u" },
    ]);
    await cancel();
    expect(await database.query("select state, reason_code as code from work")).toEqual([
      { state: "dead", code: "model-unreadable" },
    ]);
  });

  test("has nothing asked that was never asked before", async () => {
    await cancel();
    expect(await database.query("select state, reason_code as code from work")).toEqual([
      { state: "skipped", code: "not-wanted" },
    ]);
  });

  test("leaves what was previewed to be written once that is approved", async () => {
    await ends({ state: "previewed", reason: null });
    await cancel();
    await approvePreviews(database);
    expect(await fixture.claimDueWrites()).toHaveLength(1);
  });

  test("leaves what waits under a brake to be written once that is released", async () => {
    const groupId = randomUUID();
    await ends({ state: "review", reason: braked, groupId });
    await cancel();
    const group = { enrichment: "profile", groupId };
    await database.transaction((tx) => releaseGroup(tx, place, group));
    expect(await fixture.claimDueWrites()).toHaveLength(1);
  });

  test("leaves what was written as written, to be wanted again once it is old", async () => {
    await ends({ state: "written", reason: null });
    await cancel();
    expect(await fixture.states()).toEqual({ "1": "written" });
    await database.query(
      "update work set settled_at = now() - interval '1 year', wanted_at = now() - interval '1 year'",
    );
    const refresh = { enrichment: "profile", wanter: "refresh-profile", afterMs: 1000, limit: 10 };
    expect(await refreshDue(database, refresh)).toBe(1);
  });
});
