import type { OutputSpec } from "@fieldwork/contracts";
import { cleanText, foldSpaces } from "./clean-text.ts";
import { comparable, findAddresses } from "./find-addresses.ts";
import { sentences } from "./providers/baseline/sentences.ts";

/** The input fields, each with white space folded: evidence is looked for within one. */
export type FoldedInputs = readonly string[];

export interface GivenValue {
  value: string;
  evidence: string | null;
}

export type CheckedValue =
  | { kind: "kept"; value: string; evidence: string }
  | { kind: "rejected"; problems: string[] };

/** One value that is not an abstention, against its output's bounds and the inputs. Pure. */
export function checkValue(
  output: OutputSpec,
  { value, evidence }: GivenValue,
  inputs: FoldedInputs,
): CheckedValue {
  const text = cleanText(value).trim();
  const kept = output.type === "choice" ? optionFor(output.options, text) : text;
  const problems = [
    ...(output.type === "choice" ? choiceProblems(kept) : textProblems(output, text, inputs)),
    ...evidenceProblems(evidence, inputs),
  ];
  return problems.length === 0 && kept !== undefined && evidence !== null
    ? { kind: "kept", value: kept, evidence: evidence.trim() }
    : { kind: "rejected", problems };
}

/** The option as the CRM knows it, for a value that differs from it in case only. */
function optionFor(options: readonly string[], text: string): string | undefined {
  const lower = text.toLowerCase();
  return options.find((one) => one === text) ?? options.find((one) => one.toLowerCase() === lower);
}

function choiceProblems(option: string | undefined): string[] {
  return option === undefined ? ["value is not one of the options"] : [];
}

function textProblems(
  { maxChars, maxSentences }: Extract<OutputSpec, { type: "text" }>,
  text: string,
  inputs: FoldedInputs,
): string[] {
  if (text === "") return ["value is empty; answer null when the record does not tell"];
  if (text.length > maxChars) {
    return [`value has ${text.length} characters; at most ${maxChars} are allowed`];
  }
  const problems: string[] = [];
  if (maxSentences !== undefined && mostSentences(text) > maxSentences) {
    const count = sentences(text).length;
    if (count > maxSentences) {
      problems.push(`value has ${count} sentences; at most ${maxSentences} are allowed`);
    }
  }
  if (hasForeignAddress(text, inputs)) {
    problems.push("value holds a web or e-mail address that stands in no input field");
  }
  return problems;
}

const sentenceEnds = /[\p{Sentence_Terminal}\u2024\n\r\u0085\u2028\u2029]+\s*(?=\S)/gu;

/** No fewer than a text's sentences, and cheap to count: each but the last has an end. */
function mostSentences(text: string): number {
  return (text.match(sentenceEnds) ?? []).length + 1;
}

function hasForeignAddress(text: string, inputs: FoldedInputs): boolean {
  const found = findAddresses(text);
  if (found.length === 0) return false;
  const known = inputs.map(comparable).join("\n");
  return found.some((address) => !known.includes(address));
}

const notFound = "evidence stands in no input field word for word; copy it exactly, or answer null";

function evidenceProblems(evidence: string | null, inputs: FoldedInputs): string[] {
  const quote = foldSpaces(evidence ?? "");
  if (quote === "") return ["evidence is missing; copy the words that carry the value"];
  // One letter stands in any text and carries nothing.
  if ((quote.match(/[\p{L}\p{N}]/gu) ?? []).length < 2) return [notFound];
  return inputs.some((field) => field.includes(quote)) ? [] : [notFound];
}
