import type { AnsweredOutputs, OutputSpec } from "@fieldwork/contracts";
import type { Enrichment } from "@fieldwork/enrichments";
import type { EvaluatedAsk } from "@fieldwork/store/ordered-asks";
import { expect, test } from "vitest";
import { figuresOf, percentile } from "./figures.ts";
import { missesOf } from "./judge.ts";
import { isSameAnswer } from "./same-answer.ts";

const industry: Enrichment["outputs"][number] = {
  ...{ name: "industry", field: "ai_industry", label: "AI industry", type: "choice" },
  ...{ options: ["Energy", "Materials", "Utilities"], policy: "own-or-empty", reviewBelow: 0.5 },
};

interface Given {
  value: string | null;
  confidence?: number;
  rejected?: string[];
}

function askOf(expected: string, { value, confidence = 0.9, rejected }: Given): EvaluatedAsk {
  const outputs: AnsweredOutputs = {
    industry: { value, confidence, evidence: null, ...(rejected && { rejected }) },
  };
  return {
    ...{ model: "openai/m", caseNumber: 1, expected: { industry: expected }, state: "answered" },
    answer: { outputs, places: {}, fingerprint: "f" },
    usage: {
      ...{ provider: "openai", model: "m", attempts: 1, inputTokens: 100, cachedInputTokens: 0 },
      ...{ outputTokens: 20, chargedNanoUsd: 1000, heldNanoUsd: 0, durationMs: 100 },
    },
    problem: null,
  };
}

function figures(asks: readonly EvaluatedAsk[]) {
  return figuresOf("openai/m", { outputs: [industry], asks });
}

const right = askOf("Energy", { value: "Energy" });
const ten = [...Array.from({ length: 9 }, () => right), askOf("Energy", { value: "Materials" })];

test("models-51: agreement and precision have the intervals that were computed by hand", () => {
  const [one] = figures(ten).outputs;
  // (0.9 + 3.841459 / 20) / 1.3841459 = 0.788987, give or take
  // 1.959964 / 1.3841459 * sqrt(0.9 * 0.1 / 10 + 3.841459 / 400) = 0.193137.
  expect(one).toMatchObject({ answers: 10, labelled: 10, agreed: 9, written: 10 });
  expect(one?.agreement?.share).toBe(0.9);
  expect(one?.agreement?.low).toBeCloseTo(0.59585, 5);
  expect(one?.agreement?.high).toBeCloseTo(0.98212, 5);
  expect(one?.precision).toEqual(one?.agreement);
});

test("models-51: what a person would see first counts as an answer, but not as written", () => {
  const [one] = figures([
    right,
    askOf("Energy", { value: "Materials", confidence: 0.4 }),
    askOf("Energy", { value: null }),
    askOf("Energy", { value: null, rejected: ["no evidence"] }),
  ]).outputs;
  expect(one).toMatchObject({
    ...{ labelled: 4, agreed: 1, abstained: 1, rejected: 1, written: 1, writtenRight: 1 },
    ...{ agreement: { share: 0.25 }, precision: { share: 1 } },
  });
});

test("models-51: the commonest wrong answers come first", () => {
  const [one] = figures([
    ...ten,
    askOf("Utilities", { value: "Energy" }),
    askOf("Utilities", { value: "Energy" }),
  ]).outputs;
  expect(one?.confused).toEqual([
    { expected: "Utilities", given: "Energy", count: 2 },
    { expected: "Energy", given: "Materials", count: 1 },
  ]);
});

test("models-51: a case that was not answered is told with its reason, and its cost counts", () => {
  const failed: EvaluatedAsk = {
    ...{ ...right, state: "failed", answer: null },
    problem: { code: "budget_exhausted", detail: "the budget is used up" },
  };
  expect(figures([right, failed])).toMatchObject({
    ...{ asked: 2, answered: 1, failed: 1, spentNanoUsd: 2000, costNanoUsd: 1000 },
    ...{ p50Ms: 100, p95Ms: 100 },
    problems: [{ detail: "the budget is used up", count: 1 }],
    outputs: [{ answers: 1, labelled: 1 }],
  });
});

test("models-51: a threshold is reached by the lower end of the interval, not by luck", () => {
  const reached = figures(ten);
  const judge = (thresholds: NonNullable<Enrichment["evaluation"]>[string]) =>
    missesOf(reached, { industry: thresholds }).map(({ what }) => what);
  expect(judge({ agreement: 0.59, precision: 0.59, abstained: 0 })).toEqual([]);
  expect(judge({ agreement: 0.6 })).toEqual(["agreement"]);
  expect(judge({ precision: 0.6 })).toEqual(["precision"]);
  const blank = figures([askOf("Energy", { value: null }), right]);
  expect(missesOf(blank, { industry: { abstained: 0.4 } })).toMatchObject([
    { model: "openai/m", output: "industry", what: "abstained", demanded: 0.4, reached: 0.5 },
  ]);
});

test("models-51: a model that answered nothing reaches nothing", () => {
  const none = figures([{ ...right, state: "cancelled", answer: null, usage: null }]);
  expect(missesOf(none, undefined)).toMatchObject([{ what: "failed", reached: 1 }]);
  expect(missesOf(none, { industry: { precision: 0.1 } }).map(({ what }) => what)).toEqual([
    "failed",
    "precision",
  ]);
});

test("a percentile is one of the numbers", () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect([percentile(hundred, 0.5), percentile(hundred, 0.95)]).toEqual([50, 95]);
  expect([percentile([7], 0.95), percentile([], 0.5)]).toEqual([7, null]);
});

test("an answer agrees with a label however the two are written", () => {
  const common = { name: "a", field: "ai_a", label: "A" };
  const choices: OutputSpec = { ...common, type: "choices", options: ["A", "B"] };
  expect(isSameAnswer(choices, "A;B", "B;A")).toBe(true);
  expect(isSameAnswer(choices, "A;B", "A")).toBe(false);
  const number = { ...common, type: "number", decimals: 2 } as const;
  expect(isSameAnswer(number, "1.50", "1.5")).toBe(true);
  expect(isSameAnswer(number, "1.50", "1.6")).toBe(false);
  expect(isSameAnswer({ ...common, type: "boolean" }, "yes", "true")).toBe(true);
  expect(isSameAnswer({ ...common, type: "text", maxChars: 9 }, "a – b", "a - b")).toBe(true);
});
