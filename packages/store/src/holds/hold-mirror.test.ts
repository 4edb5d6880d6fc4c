import { testLogger } from "@fieldwork/runtime/testing";
import { expect, test } from "vitest";
import type { Db } from "../database.ts";
import type { HoldSubject } from "./hold.ts";
import { createHoldMirror } from "./hold-mirror.ts";

const subject: HoldSubject = { ref: null, enrichment: "profile", model: null, wantedBy: [] };
const hold = {
  lastEpoch: 1,
  scope: "enrichment",
  target: "profile",
  action: "paused",
  heldBy: "ana",
  spares: [],
  epoch: 1,
};

/** A store that answers when it is let, and a clock that stands until it is set. */
function open() {
  const state = { nowMs: 0, reads: 0, holds: [{ lastEpoch: 0 }] as object[], takesMs: 0 };
  const database: Db = {
    async query<Row extends object>() {
      state.reads += 1;
      const found = state.holds;
      state.nowMs += state.takesMs;
      return found as Row[];
    },
  };
  const mirror = createHoldMirror({ database, logger: testLogger(), nowMs: () => state.nowMs });
  return Object.assign(state, { mirror });
}

test("many subjects cost one read while it is fresh", async () => {
  const store = open();
  for (let count = 0; count < 100; count++) {
    expect(await store.mirror.find(subject)).toBeUndefined();
  }
  expect(store.reads).toBe(1);
});

test("what is older than a second is read again before anything may begin", async () => {
  const store = open();
  await store.mirror.find(subject);
  store.holds = [hold];
  store.nowMs = 1000;
  expect(await store.mirror.find(subject)).toBeUndefined();
  store.nowMs = 1001;
  expect(await store.mirror.find(subject)).toMatchObject({ target: "profile" });
});

test("a store that takes longer than that to tell lets nothing begin", async () => {
  const store = open();
  store.takesMs = 1001;
  await expect(store.mirror.find(subject)).rejects.toMatchObject({ code: "backend_unavailable" });
});

test("at the last moment, what is not known any more counts as held", async () => {
  const store = open();
  expect(store.mirror.isHeld(subject)).toBe(true);
  await store.mirror.find(subject);
  expect(store.mirror.isHeld(subject)).toBe(false);
  store.nowMs = 1001;
  expect(store.mirror.isHeld(subject)).toBe(true);
});
