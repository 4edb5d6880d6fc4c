import type {
  AnsweredOutput,
  AnsweredOutputs,
  FieldValues,
  OutputSpec,
  OutputType,
} from "@fieldwork/contracts";
import { storableText } from "@fieldwork/runtime";
import { z } from "zod";
import { mayNeedFix, outputFixes } from "./answer-fixes/output-fixes.ts";
import { missingEvidence } from "./check-evidence.ts";
import { checkValue } from "./check-value.ts";
import type { InputTexts } from "./find-quote.ts";
import { matchOption } from "./match-option.ts";
import { parseAnswer } from "./parse-answer.ts";

/** What a reply's text is worth. */
export type CheckedAnswer =
  /** It has no JSON object, or none of the outputs asked for. */
  | { kind: "unreadable"; problems: string[] }
  /**
   * One entry for each output. A rejected value is blank with its problems, and its output is named in
   * `rejected`. Problems can be fed back to the model: they quote neither the CRM nor the reply.
   * `fixes` are those that the reply and its outputs needed, each named once.
   */
  | {
      kind: "checked";
      outputs: AnsweredOutputs;
      problems: string[];
      rejected: string[];
      fixes: string[];
    };

// A model may use any character, but what it says has to be stored.
const text = z.string().overwrite(storableText);

// An empty list of choices means nothing, like null.
const list = z.array(text).transform((chosen) => chosen.join(";") || null);
const number = z.union([z.number().transform(String), text]);

const plainForm = answerForm(text);
const numberForm = answerForm(number);

/** How a model may give a value of each type, and that value as text. */
const answerForms = {
  choice: plainForm,
  choices: answerForm(z.union([list, text])),
  text: plainForm,
  number: numberForm,
  integer: numberForm,
  boolean: answerForm(z.union([z.boolean().transform(String), text])),
  date: plainForm,
  url: plainForm,
} as const satisfies Readonly<Record<OutputType, unknown>>;

function answerForm(value: z.ZodType<string | null>) {
  return z.object({
    value: value.nullable(),
    confidence: z.number().min(0).max(1),
    evidence: text.nullish(),
    bestGuess: text.nullish(),
  });
}

/**
 * Reads a reply and checks each output by itself, so that a rejected one does not affect the others.
 * Pure. Its form is fixed by named fixes before it is checked; a null value is an abstention, which is
 * not a problem. Evidence must be a verbatim part of one input field, and a choice one of its options,
 * both up to `comparableText`: what is stored are the field's own words and the option as defined.
 */
export function checkAnswer(
  text: string,
  outputs: readonly OutputSpec[],
  fields: FieldValues,
): CheckedAnswer {
  const names = outputs.map(({ name }) => name);
  const parsed = parseAnswer(text, names);
  if (parsed.kind !== "parsed") return { kind: "unreadable", problems: [unreadable[parsed.kind]] };
  const { answer, fixes } = parsed;
  const inputs = Object.values(fields).flatMap((value) => value ?? []);
  const checked = outputs.map((output) => {
    const given = Object.hasOwn(answer, output.name) ? answer[output.name] : undefined;
    return { name: output.name, ...checkOutput(output, given, inputs) };
  });
  return {
    kind: "checked",
    outputs: Object.fromEntries(
      checked.map((one) => [one.name, withFixes(one.output, [...fixes, ...one.fixes])]),
    ),
    problems: checked.flatMap(({ name, problems }) => problems.map((one) => `${name}: ${one}`)),
    rejected: checked.filter(({ problems }) => problems.length > 0).map(({ name }) => name),
    fixes: [...new Set([...fixes, ...checked.flatMap((one) => one.fixes)])],
  };
}

const unreadable = {
  "no-json": "the answer is not one JSON object",
  "no-outputs": "the JSON object has none of the outputs asked for",
} as const;

function withFixes(output: AnsweredOutput, fixes: readonly string[]): AnsweredOutput {
  return fixes.length === 0 ? output : { ...output, fixes: [...new Set(fixes)] };
}

interface CheckedOutput {
  output: AnsweredOutput;
  problems: string[];
  fixes: readonly string[];
}

function checkOutput(output: OutputSpec, given: unknown, inputs: InputTexts): CheckedOutput {
  const { parsed, fixes } = readOutput(output, given);
  if (!parsed.success) {
    const problems = [...parsed.error.issues.map(shapeProblem), ...evidenceProblems(given)];
    return { output: { ...blank(0), rejected: problems }, problems, fixes };
  }
  const { value, confidence, evidence, bestGuess } = parsed.data;
  const guess = keptGuess(output, bestGuess);
  if (value === null) {
    return { output: { ...blank(confidence), ...guess }, problems: [], fixes };
  }
  const checked = checkValue(output, { value, evidence: evidence ?? null }, inputs);
  if (checked.kind === "rejected") {
    const { problems } = checked;
    const output = { ...blank(confidence), rejected: problems, ...guess };
    return { output, problems, fixes };
  }
  return {
    output: { value: checked.value, confidence, evidence: checked.evidence, ...guess },
    problems: [],
    fixes: [...fixes, ...checked.fixes],
  };
}

function readOutput(output: OutputSpec, given: unknown) {
  const form = answerForms[output.type];
  const parsed = form.safeParse(given);
  if (given === undefined || (parsed.success && !mayNeedFix(parsed.data.value))) {
    return { parsed, fixes: [] };
  }
  const fixes: string[] = [];
  let fixed: unknown = given;
  for (const { name, apply } of outputFixes) {
    const next = apply(fixed, output);
    if (next === fixed) continue;
    fixes.push(name);
    fixed = next;
  }
  return { parsed: form.safeParse(fixed), fixes };
}

function blank(confidence: number): AnsweredOutput {
  return { value: null, confidence, evidence: null };
}

function keptGuess(output: OutputSpec, guess: string | null | undefined): { bestGuess?: string } {
  if (guess === null || guess === undefined) return {};
  if (output.type === "text") return { bestGuess: guess };
  if (output.type !== "choice") return {};
  const option = matchOption(output, guess)?.option;
  return option === undefined ? {} : { bestGuess: option };
}

/** Reported with the rest, so that one repair can fix everything. */
function evidenceProblems(given: unknown): string[] {
  const isBareValue = typeof given === "string";
  return isBareValue ? [missingEvidence] : [];
}

// Only issue codes: messages of the parser may quote what it was given.
function shapeProblem({ path, code }: z.core.$ZodIssue): string {
  const key = path.map(String).join(".");
  if (key === "confidence" && (code === "too_big" || code === "too_small")) {
    return "confidence must be from 0 to 1";
  }
  return key === "" ? "is missing or not an object" : `${key} is missing or of the wrong type`;
}
