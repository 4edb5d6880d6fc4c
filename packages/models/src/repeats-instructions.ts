import { type AnsweredOutputs, comparableText } from "@fieldwork/contracts";
import type { InputTexts } from "./find-quote.ts";
import type { GenerateRequest } from "./model-layer.ts";

const wordsAlike = 7;

/**
 * Whether a text has a run of words from our instructions that stands in no input: a model that was
 * talked into it gives its orders away. Pure.
 */
function repeatsInstructions(
  text: string,
  { instructions, inputs }: { instructions: string; inputs: InputTexts },
): boolean {
  const words = comparableText(text).split(" ");
  const told = comparableText(instructions);
  return words.some((_, at) => {
    const run = words.slice(at, at + wordsAlike);
    if (run.length < wordsAlike || !told.includes(run.join(" "))) return false;
    return !inputs.some((input) => comparableText(input).includes(run.join(" ")));
  });
}

/** A value that gives our instructions away is not taken, whoever talked the model into it. */
export function withoutOurWords(
  outputs: AnsweredOutputs,
  { instructions, fields, outputs: specs }: GenerateRequest,
): AnsweredOutputs {
  const inputs = Object.values(fields).flatMap((value) => value ?? []);
  const free = new Set(specs.flatMap(({ name, type }) => (type === "text" ? [name] : [])));
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => {
      const { value } = output;
      const isOurs =
        free.has(name) && value !== null && repeatsInstructions(value, { instructions, inputs });
      if (!isOurs) return [name, output];
      const rejected = ["value repeats our instructions"];
      return [name, { ...output, value: null, evidence: null, rejected }];
    }),
  );
}
