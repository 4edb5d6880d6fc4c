import type {
  AnsweredOutput,
  AnsweredOutputs,
  FieldValues,
  OutputSpec,
} from "@fieldwork/contracts";
import { z } from "zod";
import { checkValue, type FoldedInputs } from "./check-value.ts";
import { foldSpaces } from "./clean-text.ts";
import { parseAnswer } from "./parse-answer.ts";

/** What a reply's text is worth. */
export type CheckedAnswer =
  /** No JSON object in it, or none of the outputs asked for. */
  | { kind: "unreadable"; problems: string[] }
  /**
   * One entry an output. A rejected value is blank with its reason, its output is named in `rejected`,
   * and its problems are in words that may be fed back to the model: they quote neither the CRM nor
   * the reply.
   */
  | { kind: "checked"; outputs: AnsweredOutputs; problems: string[]; rejected: string[] };

const answeredByModel = z.object({
  value: z.string().nullable(),
  confidence: z.number().min(0).max(1),
  evidence: z.string().nullish(),
  bestGuess: z.string().nullish(),
});

/**
 * Reads a reply and checks each output by itself, so that a rejected one costs no other. Pure. A null
 * value is an abstention, which is no problem. Evidence must be a verbatim part of one input field:
 * compared after invisible characters are dropped and runs of white space folded, nothing else.
 */
export function checkAnswer(
  text: string,
  outputs: readonly OutputSpec[],
  fields: FieldValues,
): CheckedAnswer {
  const answer = parseAnswer(text);
  if (!answer) return { kind: "unreadable", problems: ["the answer is not one JSON object"] };
  if (!outputs.some(({ name }) => Object.hasOwn(answer, name))) {
    return { kind: "unreadable", problems: ["the JSON object has none of the outputs asked for"] };
  }
  const inputs = Object.values(fields).map((value) => foldSpaces(value ?? ""));
  const checked = outputs.map((output) => {
    const given = Object.hasOwn(answer, output.name) ? answer[output.name] : undefined;
    return { name: output.name, ...checkOutput(output, given, inputs) };
  });
  return {
    kind: "checked",
    outputs: Object.fromEntries(checked.map(({ name, output }) => [name, output])),
    problems: checked.flatMap(({ name, problems }) => problems.map((one) => `${name}: ${one}`)),
    rejected: checked.filter(({ problems }) => problems.length > 0).map(({ name }) => name),
  };
}

function checkOutput(
  output: OutputSpec,
  given: unknown,
  inputs: FoldedInputs,
): { output: AnsweredOutput; problems: string[] } {
  const parsed = answeredByModel.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(shapeProblem);
    return { output: blank(`rejected: ${problems.join("; ")}`, 0), problems };
  }
  const { value, confidence, evidence, bestGuess } = parsed.data;
  const guess = keptGuess(output, bestGuess);
  if (value === null) {
    return { output: { ...blank("the model abstained", confidence), ...guess }, problems: [] };
  }
  const checked = checkValue(output, { value, evidence: evidence ?? null }, inputs);
  if (checked.kind === "rejected") {
    const reason = `rejected: ${checked.problems.join("; ")}`;
    return { output: { ...blank(reason, confidence), ...guess }, problems: checked.problems };
  }
  const { value: kept, evidence: quoted } = checked;
  return { output: { value: kept, confidence, evidence: quoted, ...guess }, problems: [] };
}

function blank(blankReason: string, confidence: number): AnsweredOutput {
  return { value: null, confidence, evidence: null, blankReason };
}

function keptGuess(output: OutputSpec, guess: string | null | undefined): { bestGuess?: string } {
  if (guess === null || guess === undefined) return {};
  return output.type === "text" || output.options.includes(guess) ? { bestGuess: guess } : {};
}

// Issue codes only: messages of the parser may quote what it was given.
function shapeProblem({ path, code }: z.core.$ZodIssue): string {
  const key = path.map(String).join(".");
  if (key === "confidence" && (code === "too_big" || code === "too_small")) {
    return "confidence must be from 0 to 1";
  }
  return key === "" ? "is missing or not an object" : `${key} is missing or of the wrong type`;
}
