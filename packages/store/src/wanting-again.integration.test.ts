import { randomUUID } from "node:crypto";
import type { Reason } from "@fieldwork/contracts";
import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { releaseGroup } from "./braked-groups.ts";
import type { Database } from "./database.ts";
import { putOffHeld, takeUpHeld } from "./holds/held-work.ts";
import { placeHold } from "./holds/hold-statements.ts";
import { refreshDue } from "./refreshing.ts";
import { runAgain } from "./run-again.ts";
import { endAsks } from "./work-asking.ts";
import { createWorkFixture, type WorkFixture } from "./work-fixture.ts";
import { keepPlan } from "./work-planning.ts";
import { approvePreviews, endWrites } from "./work-writing.ts";

let fixture: WorkFixture;
let database: Database;

beforeAll(async () => {
  fixture = await createWorkFixture();
  database = fixture.database;
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.clear();
  await database.query("truncate hold");
});

const dead: Reason = { code: "model-unreadable", detail: null };
const place = { connection: "hubspot", object: "company" } as const;

async function answerOne(): Promise<void> {
  await fixture.plan("1", "a");
  await fixture.answer(await fixture.claimOne());
}

/** An edit, and its taking back before anybody has asked about it: a closed lane, an empty budget, a pause. */
async function editAndTakeBack(): Promise<void> {
  await fixture.plan("1", "b", { read: 2 });
  await fixture.plan("1", "a", { read: 3 });
}

/** What becomes of it: it is asked again (for free), or written. */
async function goesOn(): Promise<boolean> {
  return (await fixture.take()).length + (await fixture.claimDueWrites()).length > 0;
}

test("what a paused backfill holds back is not held back from another backfill that wants it too", async () => {
  await fixture.plan("1", "a", { wantedBy: ["b1"] });
  await placeHold(database, {
    ...{ scope: "backfill", target: "b1", action: "paused", heldBy: "ann", why: null },
  });
  await putOffHeld(database, ["profile"]);
  await takeUpHeld(database, ["profile"]);
  expect(await fixture.take()).toEqual([]);
  await fixture.plan("1", "a", { wantedBy: ["b2"] });
  const [row] = await database.query(
    `select wanted_by as "wantedBy", (extract(epoch from due_at - now()) / 3600)::int as "dueInHours" from work`,
  );
  expect(row).toEqual({ wantedBy: ["b1", "b2"], dueInHours: 0 });
  expect(await fixture.take()).toHaveLength(1);
});

test("a dead letter that is run again while its record changes is wanted for what it is by then", async () => {
  await fixture.plan("1", "a");
  await endAsks(database, [{ ...(await fixture.claimOne()), state: "dead", reason: dead }]);
  const edited = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const planning = database.transaction(async (tx) => {
    const ref = { ...place, id: "1" };
    await keepPlan(tx, {
      records: [
        {
          ...{ ref, vendorAt: new Date(Date.UTC(2026, 0, 2)).toISOString(), contentHash: "b" },
          ...{ readAt: new Date(Date.UTC(2026, 6, 1)).toISOString(), directReadAt: null },
          ...{ fields: { description: "b" }, outputs: {}, deleted: false, traceparent: null },
        },
      ],
      work: [
        {
          ...{ ref, enrichment: "profile", inputHash: "b", wantedBy: ["live"], state: "ready" },
          ...{
            reason: null,
            vendorAt: new Date(Date.UTC(2026, 0, 2)).toISOString(),
            traceparent: null,
          },
        },
      ],
    });
    begun.resolve();
    await edited.promise;
  });
  await begun.promise;
  const again = runAgain(database, { recordId: "1" });
  await eventually(async () =>
    expect(
      await database.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      ),
    ).toHaveLength(1),
  );
  edited.resolve();
  await planning;
  await again;
  // The stored record is "b": the trigger of the next change must be compared with that.
  expect(await database.query("select state, wanted_hash from work")).toEqual([
    { state: "ready", wanted_hash: "b" },
  ]);
});

test("a value that stands is wanted again once it is old, also after an edit that was taken back", async () => {
  await fixture.plan("1", "a");
  await fixture.answer(await fixture.claimOne());
  await endWrites(
    database,
    (await fixture.claimDueWrites()).map((one) => ({ ...one, state: "written", reason: null })),
  );
  await fixture.plan("1", "b", { read: 2 });
  await fixture.plan("1", "a", { read: 3 });
  expect(await fixture.states()).toEqual({ "1": "superseded" });
  await database.query(
    "update work set settled_at = now() - interval '1 year', wanted_at = now() - interval '1 year'",
  );
  const refresh = { enrichment: "profile", wanter: "refresh-profile", afterMs: 1000, limit: 10 };
  expect(await refreshDue(database, refresh)).toBe(1);
});

test("what was only previewed is written once that is approved, also after an edit that was taken back", async () => {
  await answerOne();
  await endWrites(
    database,
    (await fixture.claimDueWrites()).map((one) => ({ ...one, state: "previewed", reason: null })),
  );
  await editAndTakeBack();
  await approvePreviews(database);
  expect(await fixture.states()).not.toEqual({ "1": "superseded" });
  expect(await goesOn()).toBe(true);
});

test("what waits under a brake is written once that is released, also after an edit that was taken back", async () => {
  await answerOne();
  const groupId = randomUUID();
  const braked: Reason = { code: "braked", detail: { records: 5 } };
  await endWrites(
    database,
    (await fixture.claimDueWrites()).map((one) => ({
      ...one,
      state: "review",
      reason: braked,
      groupId,
    })),
  );
  await editAndTakeBack();
  await database.transaction((tx) => releaseGroup(tx, place, { enrichment: "profile", groupId }));
  expect(await fixture.states()).not.toEqual({ "1": "superseded" });
  expect(await goesOn()).toBe(true);
});
