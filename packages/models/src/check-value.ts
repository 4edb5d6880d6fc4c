import {
  cleanText,
  joinChoices,
  type OutputSpec,
  type PlainOutput,
  readPlainValue,
  splitChoices,
} from "@fieldwork/contracts";
import { checkEvidence } from "./check-evidence.ts";
import { addressForm, findAddresses } from "./find-addresses.ts";
import type { InputTexts } from "./find-quote.ts";
import { hasForeignPlaceholder } from "./masking/restore-text.ts";
import { matchOption } from "./match-option.ts";
import { sentences } from "./providers/baseline/sentences.ts";

export interface GivenValue {
  value: string;
  evidence: string | null;
}

export type CheckedValue =
  | { kind: "kept"; value: string; evidence: string; fixes: readonly string[] }
  | { kind: "rejected"; problems: string[] };

/** Checks one value that is not an abstention against its output's bounds and the inputs. Pure. */
export function checkValue(
  output: OutputSpec,
  { value, evidence }: GivenValue,
  inputs: InputTexts,
): CheckedValue {
  const told = readValue(output, cleanText(value).trim(), inputs);
  const quoted = checkEvidence(evidence, inputs);
  if (told.kind === "kept" && quoted.kind === "kept") {
    const fixes = [...told.fixes, ...quoted.fixes];
    return { kind: "kept", value: told.value, evidence: quoted.words, fixes };
  }
  const problems = told.kind === "rejected" ? told.problems : [];
  return {
    kind: "rejected",
    problems: quoted.kind === "rejected" ? [...problems, quoted.problem] : problems,
  };
}

type ReadValue =
  | { kind: "kept"; value: string; fixes: readonly string[] }
  | { kind: "rejected"; problems: string[] };

function readValue(output: OutputSpec, text: string, inputs: InputTexts): ReadValue {
  switch (output.type) {
    case "choice": {
      const matched = matchOption(output, text);
      if (!matched) return { kind: "rejected", problems: ["value is not one of the options"] };
      const { option, fix } = matched;
      return { kind: "kept", value: option, fixes: fix === undefined ? [] : [fix] };
    }
    case "text": {
      const problems = textProblems(output, text, inputs);
      if (problems.length > 0) return { kind: "rejected", problems };
      return { kind: "kept", value: text, fixes: [] };
    }
    case "choices":
      return readChoices(output, text);
    case "url": {
      // Whatever it ends in: in a text, only what can be visited counts.
      if (hasForeignAddress(text, inputs) || !standsIn(knownTo(inputs), addressForm(text))) {
        return {
          kind: "rejected",
          problems: ["value is an address that is not in any input field"],
        };
      }
      return readPlain(output, text);
    }
    case "number":
    case "integer":
    case "boolean":
    case "date":
      return readPlain(output, text);
    default:
      return output satisfies never;
  }
}

function readPlain(output: PlainOutput, text: string): ReadValue {
  const read = readPlainValue(output, text);
  if ("problem" in read) return { kind: "rejected", problems: [read.problem] };
  return {
    kind: "kept",
    value: read.value,
    fixes: read.value === text ? [] : [`${output.type}-respelt`],
  };
}

function readChoices(output: Extract<OutputSpec, { type: "choices" }>, text: string): ReadValue {
  const { options, maxChoices = options.length } = output;
  const matched = splitChoices(text).map((one) => matchOption(output, one));
  const chosen = matched.flatMap((one) => one?.option ?? []);
  if (chosen.length < matched.length || chosen.length === 0) {
    return {
      kind: "rejected",
      problems: ["value contains something that is not one of the options"],
    };
  }
  const value = joinChoices(chosen, options);
  const count = splitChoices(value).length;
  if (count > maxChoices) {
    const problem = `value has ${count} choices; at most ${maxChoices} are allowed`;
    return { kind: "rejected", problems: [problem] };
  }
  return { kind: "kept", value, fixes: matched.flatMap((one) => one?.fix ?? []) };
}

function textProblems(
  { maxChars, maxSentences }: Extract<OutputSpec, { type: "text" }>,
  text: string,
  inputs: InputTexts,
): string[] {
  if (text === "") return ["value is empty; answer null if the record does not say"];
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
  if (hasForeignPlaceholder(text, inputs)) {
    problems.push("value contains a placeholder that is not in any input field");
  }
  if (hasForeignAddress(text, inputs)) {
    problems.push("value contains a web or e-mail address that is not in any input field");
  }
  return problems;
}

const sentenceEnds = /[\p{Sentence_Terminal}\u2024\n\r\u0085\u2028\u2029]+\s*(?=\S)/gu;

/** At least the number of sentences, and cheap to count: each except the last has an end. */
function mostSentences(text: string): number {
  return (text.match(sentenceEnds) ?? []).length + 1;
}

function hasForeignAddress(text: string, inputs: InputTexts): boolean {
  const found = findAddresses(text);
  if (found.length === 0) return false;
  const known = knownTo(inputs);
  return found.some((address) => !standsIn(known, address));
}

function knownTo(inputs: InputTexts): string {
  return inputs.map(addressForm).join("\n");
}

/** As a whole: `acme.co` does not stand in `acme.com`, nor `ann@acme.com` in `joann@acme.com`. */
function standsIn(known: string, address: string): boolean {
  const before = address.includes("@") ? /[\p{L}\p{N}._%+'-]$/u : /[\p{L}\p{N}-]$/u;
  for (let at = known.indexOf(address); at >= 0; at = known.indexOf(address, at + 1)) {
    const rest = known.slice(at + address.length, at + address.length + 4);
    const goesOn = /^(?:[\p{L}\p{N}-]|\.[\p{L}\p{N}])/u.test(rest);
    if (!goesOn && !before.test(known.slice(Math.max(0, at - 2), at))) return true;
  }
  return false;
}
