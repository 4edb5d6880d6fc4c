import type { ProposedField, SampleMember } from "@fieldwork/contracts/api";
import { expect, test } from "vitest";
import { figuresOf } from "./sample-figures.ts";

const usage = {
  ...{ provider: "openai", model: "m", attempts: 1, inputTokens: 100, cachedInputTokens: 0 },
  ...{ outputTokens: 20, chargedNanoUsd: 500, heldNanoUsd: 0, durationMs: 1 },
};

function fieldOf(kind: string, over: Partial<ProposedField> = {}): ProposedField {
  return {
    ...{ output: "industry", field: "ai_industry", label: "AI industry", value: "Energy" },
    ...{ confidence: 1, evidence: null, place: null, today: null },
    decision: { kind, code: "field-empty", text: "", needsReview: false },
    ...over,
  };
}

function memberOf(id: string, over: Partial<SampleMember> = {}): SampleMember {
  const ref = { connection: "hub", object: "company", id };
  return { ref, state: "answered", fields: [], usage, problem: null, ...over };
}

test("each answered field counts as what a write would do to it, and what failed as nothing", () => {
  const review = { kind: "human-value", code: "human-value", text: "", needsReview: true } as const;
  const fields = [
    fieldOf("write"),
    fieldOf("write", { today: "Materials" }),
    fieldOf("unchanged"),
    fieldOf("human-value", { today: "Mine" }),
    fieldOf("human-value", { decision: review }),
    fieldOf("abstained", { value: null }),
  ];
  const figures = figuresOf([
    ...fields.map((field, index) => memberOf(`${index}`, { fields: [field] })),
    memberOf("f", { state: "failed", usage: { ...usage, chargedNanoUsd: 70 } }),
    memberOf("w", { state: "waiting", usage: null }),
  ]);
  expect(figures).toMatchObject({
    ...{ asked: 8, answered: 6, failed: 1, open: 1, spentNanoUsd: 6 * 500 + 70 },
    fields: [
      {
        ...{ field: "ai_industry", created: 1, changed: 1, unchanged: 1, kept: 1 },
        ...{ inReview: 1, unanswered: 1 },
      },
    ],
  });
  expect(figures.calls).toHaveLength(6);
  expect(figures.calls[0]).toEqual({
    ...{ recordId: "0", inputTokens: 100, cachedInputTokens: 0, outputTokens: 20 },
    chargedNanoUsd: 500,
  });
});
