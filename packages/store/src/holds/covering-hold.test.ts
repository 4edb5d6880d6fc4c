import { describe, expect, test } from "vitest";
import { coveringHold } from "./covering-hold.ts";
import type { Hold, HoldSubject } from "./hold.ts";

const subject: HoldSubject = {
  ref: { connection: "hubspot", object: "company", id: "1" },
  enrichment: "profile",
  model: "openai/gpt-6-luna",
  wantedBy: ["live", "b1"],
};

function hold(scope: string, target: string, overrides: Partial<Hold> = {}): Hold {
  const since = new Date(0);
  return {
    scope,
    target,
    action: "paused",
    heldBy: "ana",
    why: null,
    since,
    spares: [],
    epoch: 1,
    ...overrides,
  };
}

describe("a subject is held", () => {
  test.each([
    ["everything", ""],
    ["connection", "hubspot"],
    ["enrichment", "profile"],
    ["model", "openai"],
    ["model", "openai/gpt-6-luna"],
    ["record", "hubspot/company/1"],
  ])("by a hold over %s %s", (scope, target) => {
    expect(coveringHold([hold(scope, target)], subject)).toMatchObject({ scope, target });
  });

  test.each([
    ["connection", "salesforce"],
    ["enrichment", "role"],
    ["model", "open"],
    ["model", "openai/gpt-6"],
    ["record", "hubspot/company/11"],
    ["record", "hubspot/contact/1"],
  ])("not by a hold over %s %s", (scope, target) => {
    expect(coveringHold([hold(scope, target)], subject)).toBeUndefined();
  });

  test("by a backfill only once nobody else wants it", () => {
    const backfills = [hold("backfill", "b1"), hold("backfill", "b2", { epoch: 2 })];
    expect(coveringHold(backfills, subject)).toBeUndefined();
    expect(coveringHold(backfills, { ...subject, wantedBy: ["b1", "b3"] })).toBeUndefined();
    expect(coveringHold(backfills, { ...subject, wantedBy: ["b2", "b1"] })).toMatchObject({
      target: "b1",
    });
  });

  test("by no model where none is asked", () => {
    expect(coveringHold([hold("model", "openai")], { ...subject, model: null })).toBeUndefined();
  });

  test("by a kind that this process does not know: to stop too much is safe", () => {
    expect(coveringHold([hold("planet", "mars")], subject)).toMatchObject({ scope: "planet" });
  });
});

test("of several, the one that was killed is named, else the oldest order", () => {
  const holds = [
    hold("everything", "", { epoch: 7 }),
    hold("connection", "hubspot", { epoch: 5 }),
    hold("enrichment", "profile", { epoch: 9, action: "killed" }),
  ];
  expect(coveringHold(holds, subject)).toMatchObject({ epoch: 9 });
  expect(coveringHold(holds.slice(0, 2), subject)).toMatchObject({ epoch: 5 });
});

test("a wanter that a paused hold spares passes it, and no other hold, nor one that was killed", () => {
  const spares = ["replay-1"];
  const replayed = { ...subject, wantedBy: ["live", "replay-1"] };
  const paused = hold("enrichment", "profile", { spares });
  expect(coveringHold([paused], replayed)).toBeUndefined();
  expect(coveringHold([paused], subject)).toBe(paused);
  const other = hold("connection", "hubspot");
  expect(coveringHold([paused, other], replayed)).toBe(other);
  const killed = hold("enrichment", "profile", { spares, action: "killed" });
  expect(coveringHold([killed], replayed)).toBe(killed);
});
