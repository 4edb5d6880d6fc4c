import type { OpenReview } from "@fieldwork/store";
import fc from "fast-check";
import { expect, test } from "vitest";
import { planDecision, type ReviewDecision } from "./plan-decision.ts";

const ann = { id: "p1", name: "ann" };
const review: OpenReview = {
  ...{ workId: "7", field: "ai_industry", generation: 2, enrichment: "profile", value: "Energy" },
  ref: { connection: "hub", object: "company", id: "1" },
  reason: { code: "low-confidence", detail: null },
  ...{
    answerId: "3",
    fingerprint: "f",
    seenValue: "Utilities",
    isOutdated: false,
    isOrdered: false,
  },
  ...{ leaseHolder: null, leaseUntil: null },
};
const decide = (decision: ReviewDecision, overrides: Partial<OpenReview> = {}) =>
  planDecision({ review: { ...review, ...overrides }, decision, seenValue: "Retail", by: ann });

test("an approval writes the answer as ours, over what the person saw and nothing else", () => {
  expect(decide({ kind: "approve" })).toEqual({
    ...{ ref: review.ref, enrichment: "profile", field: "ai_industry", kind: "approve" },
    ...{ value: "Energy", owner: "fieldwork", expectedValue: "Retail", fingerprint: "f" },
    ...{ answerId: "3", orderedBy: "ann", run: null },
  });
});

test("a correction is the person's, a blank one as well", () => {
  expect(decide({ kind: "correct", value: "Mining" })).toMatchObject({ owner: "person" });
  expect(decide({ kind: "correct", value: null })).toMatchObject({ owner: "cleared-by-person" });
});

test("an answer whose inputs have changed is not approved, and may be declined", () => {
  expect(decide({ kind: "approve" }, { isOutdated: true })).toMatch(/newer answer/);
  expect(decide({ kind: "reject" }, { isOutdated: true })).toMatchObject({ kind: "reject" });
});

test("nothing is decided beside an order under way, or about what somebody else has taken", () => {
  const decisions = fc.constantFrom<ReviewDecision>(
    ...(["approve", "reject", "keep", "pin"] as const).map((kind) => ({ kind })),
    { kind: "correct", value: "Mining" },
  );
  const leases = fc.constantFrom(null, "p1", "p2");
  fc.assert(
    fc.property(
      decisions,
      leases,
      fc.boolean(),
      fc.boolean(),
      (decision, leaseHolder, isOrdered, isOutdated) => {
        const plan = decide(decision, { leaseHolder, isOrdered, isOutdated });
        if (typeof plan === "string") return;
        expect(isOrdered).toBe(false);
        expect(leaseHolder).not.toBe("p2");
        expect(plan.expectedValue).toBe("Retail");
        expect(plan.kind).toBe(decision.kind);
        if (decision.kind === "approve") expect(isOutdated).toBe(false);
      },
    ),
  );
});
