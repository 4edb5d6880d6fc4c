import { isBlankText, splitChoices } from "@fieldwork/contracts";
import { type FileProblem, nameRemedy, stableHash } from "@fieldwork/runtime";
import type { LabelledCase } from "./definition.ts";
import { normalisedText } from "./normalised-text.ts";
import { type Outline, outlineOf } from "./outline.ts";
import type { NumberedCase, ReadCases } from "./read-cases.ts";

/** What labelled cases name that their enrichment does not have, or lack that it needs. Pure. */
export function checkCases(outline: Outline, { file, cases }: ReadCases): FileProblem[] {
  return cases.flatMap(({ line, labelled }) =>
    [...inputProblems(outline, labelled.inputs), ...answerProblems(outline, labelled.expected)].map(
      (one) => ({ file, line, column: 1, ...one }),
    ),
  );
}

function inputProblems(outline: Outline, given: Readonly<Record<string, string>>) {
  const inputs = outline.inputs.filter((input) => input !== undefined);
  if (inputs.length === 0) return [];
  const known = inputs.map(({ field }) => field);
  const unknown = Object.keys(given)
    .filter((field) => !known.includes(field))
    .map((field) => ({
      problem: `${field} is not an input`,
      remedy: nameRemedy(field, known),
    }));
  const missing = inputs
    .filter(({ field, required }) => required === true && isBlankText(given[field]))
    .map(({ field }) => ({
      problem: `the required input ${field} is missing`,
      remedy: "Add it: without it nothing would be asked",
    }));
  const anyOf = inputs.flatMap(({ field, required }) => (required === "any" ? [field] : []));
  const hasNone = anyOf.length > 0 && anyOf.every((field) => isBlankText(given[field]));
  const none = {
    problem: `none of ${anyOf.join(", ")} is there`,
    remedy: "Add one: without any of them nothing would be asked",
  };
  return [...unknown, ...missing, ...(hasNone ? [none] : [])];
}

function answerProblems(outline: Outline, expected: Readonly<Record<string, string>>) {
  const outputs = outline.outputs.filter((output) => output !== undefined);
  if (outputs.length === 0) return [];
  return Object.entries(expected).flatMap(([name, value]) => {
    const output = outputs.find((one) => one.name === name);
    if (output === undefined) {
      const remedy = nameRemedy(
        name,
        outputs.map((one) => one.name),
      );
      return { problem: `${name} is not an output`, remedy };
    }
    const { options, type } = output;
    const chosen = type === "choices" ? splitChoices(value) : [value];
    const stray = chosen.find((one) => options !== undefined && !options.includes(one));
    if (options === undefined || stray === undefined) return [];
    const remedy = `Give one of ${options.join(", ")}`;
    return { problem: `${JSON.stringify(stray)} is not an option of ${name}`, remedy };
  });
}

/** What is wrong with cases that come from elsewhere, the first of each as a sentence. Pure. */
export function casesProblems(content: object, cases: readonly LabelledCase[]): string[] {
  const outline = outlineOf(content);
  return cases.flatMap(({ inputs, expected }, at) =>
    [...inputProblems(outline, inputs), ...answerProblems(outline, expected)].map(
      ({ problem, remedy }) => `case ${at + 1}: ${problem}. ${remedy}`,
    ),
  );
}

/** Cases that are also examples would measure memory, not judgement. Pure. */
export function checkLeaks(examples: ReadCases, held: ReadCases): FileProblem[] {
  const lines = new Map(examples.cases.map((one) => [keyOf(one), one.line]));
  return held.cases.flatMap((one) => {
    const line = lines.get(keyOf(one));
    if (line === undefined) return [];
    return {
      file: held.file,
      ...{ line: one.line, column: 1 },
      problem: `the same inputs are in line ${line} of the examples`,
      remedy: "Keep the case in one of the two files",
    };
  });
}

function keyOf({ labelled }: NumberedCase): string {
  const folded = Object.entries(labelled.inputs).map(([field, text]) => [
    field,
    normalisedText(text),
  ]);
  return stableHash(Object.fromEntries(folded));
}
