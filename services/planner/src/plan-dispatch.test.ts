import { expect, test } from "vitest";
import { planDispatch } from "./plan-dispatch.ts";

const enrichments = [
  { name: "profile", route: ["openai/gpt", "baseline/tf-idf"] },
  { name: "role", route: ["baseline/tf-idf"] },
];
const nothing = {
  closed: new Set<string>(),
  holds: [],
  dispatched: new Map<string, { count: number }>(),
  windowOf: () => 200,
};

test("each enrichment feeds the lane of its route's first model", () => {
  expect(planDispatch({ ...nothing, enrichments })).toEqual([
    { lane: "openai", enrichments: ["profile"], room: 200 },
    { lane: "baseline", enrichments: ["role"], room: 200 },
  ]);
});

test("a closed lane is fed nothing, and its work goes to the next model's lane", () => {
  expect(planDispatch({ ...nothing, enrichments, closed: new Set(["openai"]) })).toEqual([
    { lane: "baseline", enrichments: ["profile", "role"], room: 200 },
  ]);
});

test("an enrichment with no open model waits and holds nothing else up", () => {
  expect(planDispatch({ ...nothing, enrichments, closed: new Set(["baseline"]) })).toEqual([
    { lane: "openai", enrichments: ["profile"], room: 200 },
  ]);
});

test("a closed model is passed over, and its lane stays open to others", () => {
  const closed = new Set(["openai/gpt"]);
  expect(planDispatch({ ...nothing, enrichments, closed })).toEqual([
    { lane: "baseline", enrichments: ["profile", "role"], room: 200 },
  ]);
});

test("an enrichment is looked at while its hold spares somebody", () => {
  const paused = { action: "paused", heldBy: "ana", why: null } as const;
  const profile = { scope: "enrichment", target: "profile", since: new Date(0), epoch: 1 };
  const lanesWith = (spares: string[]) =>
    planDispatch({ ...nothing, enrichments, holds: [{ ...paused, ...profile, spares }] }).map(
      ({ lane }) => lane,
    );
  expect(lanesWith([])).toEqual(["baseline"]);
  expect(lanesWith(["replay-1"])).toEqual(["openai", "baseline"]);
});

test("a lane is topped up to its window and never above", () => {
  const dispatched = new Map([
    ["openai", { count: 150 }],
    ["baseline", { count: 230 }],
  ]);
  expect(planDispatch({ ...nothing, enrichments, dispatched })).toEqual([
    { lane: "openai", enrichments: ["profile"], room: 50 },
  ]);
});
