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
  const lastAt = words.length - 1;
  let toldInARow = 0;
  // The first and the last of a run may be parts of longer words.
  for (let at = 1; at < lastAt; at += 1) {
    toldInARow = told.words.has(words[at] ?? "") ? toldInARow + 1 : 0;
    if (toldInARow < wordsAlike - 2) continue;
    const run = words.slice(at + 2 - wordsAlike, at + 2).join(" ");
    if (!told.text.includes(run)) continue;
    if (!inputs.some((input) => comparableText(input).includes(run))) return true;
  }
  return false;
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
