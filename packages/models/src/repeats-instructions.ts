import { type AnsweredOutputs, comparableText } from "@fieldwork/contracts";
import type { InputTexts } from "./find-quote.ts";
import type { GenerateRequest } from "./model-layer.ts";

const wordsAlike = 7;

interface Told {
  text: string;
  words: ReadonlySet<string>;
}

/** Instructions are the same for all records of a definition. */
const rememberedInstructions = 32;
const remembered = new Map<string, Told>();

function toldBy(instructions: string): Told {
  const known = remembered.get(instructions);
  if (known) return known;
  const text = comparableText(instructions);
  const told = { text, words: new Set(text.split(" ")) };
  if (remembered.size === rememberedInstructions) remembered.clear();
  remembered.set(instructions, told);
  return told;
}

/**
 * Whether a text has a run of words from our instructions that stands in no input: a model that was
 * talked into it gives its orders away. Pure.
 */
function repeatsInstructions(
  text: string,
  { instructions, inputs }: { instructions: string; inputs: InputTexts },
): boolean {
  const words = comparableText(text).split(" ");
  const told = toldBy(instructions);
  const isTold = words.map((word) => told.words.has(word));
  return words.some((_, at) => {
    const run = words.slice(at, at + wordsAlike);
    // The first and the last may be parts of longer words.
    if (run.length < wordsAlike || isTold.slice(at + 1, at + wordsAlike - 1).includes(false))
      return false;
    const joined = run.join(" ");
    if (!told.text.includes(joined)) return false;
    return !inputs.some((input) => comparableText(input).includes(joined));
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
