import { loadEnrichments, withRoute } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import { createPostgresLanes, type Lanes } from "@fieldwork/lanes";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import {
  claimLaneCheck,
  closeLane,
  createHoldMirror,
  type Database,
  type HoldMirror,
  keepPlan,
  liftHold,
  openLane,
  placeHold,
} from "@fieldwork/store";
import { keepRouteOrders } from "@fieldwork/store/route-orders";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDispatcher } from "./dispatcher.ts";

let testDatabase: TestStore;
let database: Database;
let lanes: Lanes;
let holds: HoldMirror;

beforeAll(async () => {
  testDatabase = await openTestStore();
  const { url: connectionString } = testDatabase;
  ({ database } = testDatabase);
  holds = createHoldMirror({ database, logger: testLogger() });
  await holds.start();
  lanes = createPostgresLanes({ connectionString, workers: 1, logger: testLogger() });
  await lanes.start();
});

afterAll(async () => {
  await lanes.stop();
  await holds.stop();
  await testDatabase.drop();
});

async function plan(id: string): Promise<void> {
  const at = new Date().toISOString();
  const ref = { connection: "c", object: "company" as const, id };
  await keepPlan(database, {
    records: [
      {
        ...{
          ref,
          vendorAt: at,
          readAt: at,
          directReadAt: at,
          contentHash: id,
          fields: {},
          outputs: {},
        },
        ...{ deleted: false, traceparent: null },
      },
    ],
    work: [
      {
        ...{ ref, enrichment: "company-profile", inputHash: id, wantedBy: ["live"] },
        ...{ state: "ready", reason: null, vendorAt: at, traceparent: null },
      },
    ],
  });
}

async function stateOf(id: string): Promise<string | undefined> {
  const rows = await database.query<{ state: string }>(
    "select state from work where record_id = $1",
    [id],
  );
  return rows[0]?.state;
}

test("models-20: a lane that waits for its check is fed nothing, and goes on once the check is accepted", async () => {
  const enrichments = await loadEnrichments();
  const routedTo = (model: string) => fixedDefinitions(withRoute(enrichments, [model]));
  const dispatcher = createDispatcher({
    ...{ database, lanes, holds, window: 10, livePercent: 80, logger: testLogger() },
    definitions: routedTo("baseline/tf-idf"),
  });
  await closeLane(database, {
    ...{ name: "baseline", lane: "baseline", model: "tf-idf", enrichment: "company-profile" },
    ...{ waitMs: undefined, baseMs: 0, capMs: 0, needsCheck: true },
    reason: { code: "model-broken", detail: { said: "500" } },
  });
  await dispatcher.start();
  await plan("1");
  dispatcher.wake();
  const other = createDispatcher({
    ...{ database, lanes, holds, window: 10, livePercent: 80, logger: testLogger() },
    definitions: routedTo("other/model"),
  });
  await plan("2");
  // Another route takes the same work on: by then the first dispatcher has looked, too.
  await other.start();
  await eventually(async () => expect(await stateOf("2")).toBe("dispatched"));
  await other.stop();
  await plan("3");
  dispatcher.wake();
  const check = await claimLaneCheck(database, {
    token: "6f1d3b52-8a90-4a45-9c41-3f2f1c3c9a10",
    leaseMs: 1000,
  });
  expect(check).toMatchObject({ name: "baseline", model: "tf-idf" });
  expect(await stateOf("3")).toBe("ready");
  if (check) await openLane(database, check);
  await eventually(async () => expect(await stateOf("3")).toBe("dispatched"));
  await dispatcher.stop();
});

test("work waits in the lane of the model that would be asked first, wherever that stands in the route", async () => {
  const [profile] = (await loadEnrichments()).filter(({ name }) => name === "company-profile");
  if (!profile) throw new Error("there is no company-profile");
  const route = ["dear/model", "cheap/model"];
  const dispatcher = createDispatcher({
    ...{ database, lanes, holds, window: 10, livePercent: 80, logger: testLogger() },
    definitions: fixedDefinitions([{ ...profile, route, routing: { prefer: "cheapest" } }]),
  });
  await keepRouteOrders(database, [{ enrichment: profile.name, models: route.toReversed() }]);
  await plan("5");
  await dispatcher.start();
  await eventually(async () =>
    expect(await database.query("select state, lane from work where record_id = '5'")).toEqual([
      { state: "dispatched", lane: "cheap" },
    ]),
  );
  await dispatcher.stop();
});

test("what a person holds is put off, and goes on by itself once the hold is lifted", async () => {
  const enrichments = await loadEnrichments();
  const dispatcher = createDispatcher({
    ...{ database, lanes, holds, window: 10, livePercent: 80, logger: testLogger() },
    definitions: fixedDefinitions(withRoute(enrichments, ["held/model"])),
  });
  const order = { scope: "connection", target: "c" };
  await placeHold(database, { ...order, action: "paused", heldBy: "ana", why: null });
  await dispatcher.start();
  await plan("4");
  await eventually(async () => {
    const [row] = await database.query<{ state: string; is_off: boolean }>(
      "select state, due_at > now() + interval '1 hour' as is_off from work where record_id = '4'",
    );
    expect(row).toEqual({ state: "ready", is_off: true });
  });
  await liftHold(database, order);
  await eventually(async () => expect(await stateOf("4")).toBe("dispatched"));
  await dispatcher.stop();
});
