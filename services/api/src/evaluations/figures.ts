import type { AnsweredOutputs } from "@fieldwork/contracts";
import type { EvaluationFigures, OutputFigures } from "@fieldwork/contracts/api";
import type { Enrichment } from "@fieldwork/enrichments";
import type { EvaluatedAsk } from "@fieldwork/store/ordered-asks";
import { decideField } from "@fieldwork/write-rules";
import { wilson } from "../cases/wilson.ts";
import { isSameAnswer } from "./same-answer.ts";

type Output = Enrichment["outputs"][number];

/** How one model did over the cases that it was asked. Pure. */
export function figuresOf(
  model: string,
  { outputs, asks }: { outputs: readonly Output[]; asks: readonly EvaluatedAsk[] },
): EvaluationFigures {
  const answered = asks.filter(({ state }) => state === "answered");
  const called = answered.flatMap(({ usage }) => usage ?? []);
  const spentNanoUsd = asks.reduce((sum, { usage }) => sum + (usage?.chargedNanoUsd ?? 0), 0);
  const answers = answered.flatMap(({ answer, expected }) =>
    answer ? { expected, given: answer.outputs } : [],
  );
  const durations = called.map(({ durationMs }) => durationMs);
  return {
    model,
    ...{ asked: asks.length, answered: answered.length, failed: asks.length - answered.length },
    known: answered.length - called.length,
    spentNanoUsd,
    costNanoUsd: called.length === 0 ? null : mean(called.map((one) => one.chargedNanoUsd)),
    ...{ p50Ms: percentile(durations, 0.5), p95Ms: percentile(durations, 0.95) },
    outputs: outputs.map((output) => outputFigures(output, answers)),
    problems: problemsOf(asks),
  };
}

interface Answer {
  expected: Readonly<Record<string, string>>;
  given: AnsweredOutputs;
}

const mostConfused = 5;

function outputFigures(output: Output, answers: readonly Answer[]): OutputFigures {
  const { name } = output;
  const given = answers.flatMap((one) => one.given[name] ?? []);
  const labelled = answers.flatMap(({ expected, given: all }) => {
    const [right, answer] = [expected[name], all[name]];
    if (right === undefined || answer === undefined) return [];
    const isRight = answer.value !== null && isSameAnswer(output, right, answer.value);
    return { right, answer, isRight, isWritten: wouldBeWritten(output, answer) };
  });
  const written = labelled.filter(({ isWritten }) => isWritten);
  const right = (some: typeof labelled) => some.filter(({ isRight }) => isRight).length;
  const blank = given.filter(({ value }) => value === null);
  const rejected = blank.filter((one) => one.rejected !== undefined).length;
  return {
    output: name,
    ...{ answers: given.length, labelled: labelled.length },
    ...{ agreed: right(labelled), agreement: wilson(right(labelled), labelled.length) },
    ...{ abstained: blank.length - rejected, rejected },
    ...{ written: written.length, writtenRight: right(written) },
    precision: wilson(right(written), written.length),
    confused: confusedPairs(
      labelled.flatMap(({ right: expected, answer: { value }, isRight }) =>
        isRight || value === null ? [] : { expected, given: value },
      ),
    ),
  };
}

/** Whether an answer would fill a blank field without a person. */
function wouldBeWritten(output: Output, answer: AnsweredOutputs[string]): boolean {
  const { type, policy, reviewBelow, conflicts } = output;
  const decision = decideField({
    ...{ order: null, answer, type, policy, reviewBelow, conflicts, live: null },
    ...{ workId: "", generation: 0, fingerprint: "" },
    ...{ ledger: undefined, intents: [], description: undefined },
  });
  return decision.kind === "write";
}

/** The commonest first. */
function confusedPairs(
  pairs: readonly { expected: string; given: string }[],
): OutputFigures["confused"] {
  const groups = Map.groupBy(pairs, ({ expected, given }) => JSON.stringify([expected, given]));
  return [...groups.values()]
    .flatMap((some) => (some[0] ? { ...some[0], count: some.length } : []))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, mostConfused);
}

function problemsOf(asks: readonly EvaluatedAsk[]): EvaluationFigures["problems"] {
  const details = asks.flatMap(({ state, problem }) =>
    state === "answered" ? [] : (problem?.detail ?? `it was ${state}`),
  );
  return [...Map.groupBy(details, (detail) => detail)]
    .map(([detail, some]) => ({ detail, count: some.length }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, mostConfused);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

/** The smallest of them that at least this share does not exceed; null of none. Pure. */
export function percentile(numbers: readonly number[], share: number): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
