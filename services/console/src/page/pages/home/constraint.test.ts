import { expect, test } from "vitest";
import { type Constraint, constraintPlace, constraintText } from "./constraint.ts";

const until = "2026-11-27T12:00:00Z";

test.each<[Constraint, RegExp, string]>([
  [{ name: "lane", lane: "openai", until, reason: "model-quota" }, /openai.*quota/, "lanes"],
  [{ name: "crm-quota", connection: "hub", until, reason: "quota" }, /hub.*until/, "connections"],
  [{ name: "log-lag", delayMs: 90_000 }, /90 s behind/, "log"],
  [{ name: "budget" }, /money/, "budgets"],
])(
  "what changes wait for is told in words and leads to its place: %o",
  (constraint, text, hash) => {
    expect(constraintText(constraint)).toMatch(text);
    expect(constraintPlace(constraint)).toEqual({ to: "/operations", hash });
  },
);

test("what waits for people leads to their reviews", () => {
  expect(constraintPlace({ name: "review" })).toEqual({ to: "/reviews" });
});
