import { cutText, maxEvidenceChars } from "@fieldwork/contracts";
import { findQuote, type InputTexts } from "./find-quote.ts";
import { trimAround } from "./trim-around.ts";

export type CheckedEvidence =
  /** The input's own words, at most `maxEvidenceChars` of them. */
  { kind: "kept"; words: string; fixes: readonly string[] } | { kind: "rejected"; problem: string };

interface EvidenceFix {
  name: string;
  apply(quote: string): string;
}

/**
 * What models put around a quote or into it, in the order in which it is removed. What is left must
 * still be in the input.
 */
const evidenceFixes: readonly EvidenceFix[] = [
  // The input is shown as JSON, and copied letter by letter from there.
  { name: "evidence-unescaped", apply: unescaped },
  { name: "evidence-label-dropped", apply: (quote) => quote.replace(label, "") },
  { name: "evidence-marks-dropped", apply: (quote) => trimAround(quote, marks) },
  { name: "evidence-ends-trimmed", apply: (quote) => trimAround(quote, marksAndStops) },
];

export const missingEvidence = "evidence is missing; copy the words that carry the value";
const notFound =
  "evidence is not in any input field word for word; copy it exactly, or answer null";

/** Evidence must be a verbatim part of one input field, up to `comparableText`. Pure. */
export function checkEvidence(evidence: string | null, inputs: InputTexts): CheckedEvidence {
  let quote = evidence?.trim() ?? "";
  if (quote === "") return { kind: "rejected", problem: missingEvidence };
  const fixes: string[] = [];
  let found = findQuote(inputs, quote);
  for (const { name, apply } of evidenceFixes) {
    if (found !== undefined) break;
    const next = apply(quote);
    if (next === quote) continue;
    quote = next;
    fixes.push(name);
    found = findQuote(inputs, quote);
  }
  // A single letter is in any text and supports nothing.
  if (found === undefined || !hasTwoLetters.test(found.words)) {
    return { kind: "rejected", problem: notFound };
  }
  if (found.isRespelt) fixes.push("evidence-respelt");
  if (found.words.length <= maxEvidenceChars) return { kind: "kept", words: found.words, fixes };
  return { kind: "kept", words: shortened(found.words), fixes: [...fixes, "evidence-shortened"] };
}

const hasTwoLetters = /[\p{L}\p{N}].*?[\p{L}\p{N}]/su;
const label = /^\s*["']?[a-z][a-z_]{1,39}["']?\s*[:=]\s*/i;
const backslashed = /\\(?:u([0-9a-f]{4})|(.))/gi;
const escaped: Readonly<Record<string, string>> = { n: "\n", r: "\n", t: "\t", b: "", f: "" };

function unescaped(quote: string): string {
  return quote.replace(backslashed, (_, code: string | undefined, character: string | undefined) =>
    code === undefined
      ? (escaped[character ?? ""] ?? character ?? "")
      : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

// Quotation marks, ellipses, brackets, bold type and list marks; then a full stop that is not there.
const marks = /[\s"'`\u2018-\u201f\u2026\u00ab\u00bb()[\]{}<>*_\u2022-]/;
const marksAndStops = /[\s"'`\u2018-\u201f\u2026\u00ab\u00bb()[\]{}<>*_\u2022.,;:!?-]/;

function shortened(words: string): string {
  const room = cutText(words, { maxChars: maxEvidenceChars });
  const blank = room.search(/\s\S*$/);
  return (blank > maxEvidenceChars / 2 ? room.slice(0, blank) : room).trimEnd();
}
