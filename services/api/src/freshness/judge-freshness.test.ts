import { describe, expect, test } from "vitest";
import { judgeFreshness, type Situation } from "./judge-freshness.ts";

const until = new Date(0);
const calm: Situation = {
  objective: { share: 0.95, withinMs: 120_000 },
  route: ["openai/luna", "mistral/small"],
  window: { short: { ended: 100, late: 0 }, long: { ended: 1000, late: 50 } },
  overdue: [],
  ...{ closedLanes: [], resting: [], planDelayMs: 0 },
};
const overdue = (state: string, reasonCode: string | null = null, count = 1) => {
  return { enrichment: "profile", state, reasonCode, connection: "hub", count };
};
const openai = { name: "openai", closedUntil: until, reason: { code: "quota-exhausted" } };
const rest = { connection: "hub", reason: "quota", until };

test("what may be late is used up at a rate of 1 when just as much is late as may be", () => {
  expect(judgeFreshness(calm)).toMatchObject({
    burn: { short: 0, long: expect.closeTo(1) },
    ...{ isMissed: false, overdue: 0, constraint: null },
  });
});

test("what is overdue and still waits counts as late already; where nothing ended, there is no rate", () => {
  const none = { ended: 0, late: 0 };
  const stuck = { ...calm, window: { short: none, long: none }, overdue: [overdue("ready")] };
  expect(judgeFreshness(stuck)).toMatchObject({
    burn: { short: null, long: null },
    isMissed: true,
  });
});

describe("what most of the overdue changes wait for is named", () => {
  test.each<[string, Partial<Situation>, object]>([
    ["a hold", { overdue: [overdue("ready", "held")] }, { name: "hold" }],
    ["money", { overdue: [overdue("ready", "budget-exhausted")] }, { name: "budget" }],
    [
      "a closed lane, until when and why",
      { overdue: [overdue("ready")], closedLanes: [openai] },
      { name: "lane", lane: "openai", until: until.toISOString(), reason: "quota-exhausted" },
    ],
    [
      "the models, where only others are closed",
      { overdue: [overdue("asking")], closedLanes: [{ ...openai, name: "google" }] },
      { name: "models" },
    ],
    [
      "a connection that rests",
      { overdue: [overdue("answered")], resting: [rest] },
      { name: "crm-quota", connection: "hub" },
    ],
    ["the writer", { overdue: [overdue("writing")] }, { name: "writer" }],
    ["a person", { overdue: [overdue("review")] }, { name: "review" }],
    [
      "the one with the most",
      {
        overdue: [
          overdue("review", null, 3),
          overdue("asking", null, 2),
          overdue("ready", null, 2),
        ],
      },
      { name: "models" },
    ],
    ["the planner", { planDelayMs: 200_000 }, { name: "log-lag", delayMs: 200_000 }],
  ])("%s", (_, situation, constraint) => {
    expect(judgeFreshness({ ...calm, ...situation }).constraint).toMatchObject(constraint);
  });
});
