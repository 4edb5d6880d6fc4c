import { z } from "zod";
import type { VendorFault } from "../core/routes.ts";

/**
 * Ways of answering badly, told as `{ vendor: "<one of these>" }` like any fault. In the answer:
 * - `prose`, `malformed-json`, `fenced-json`, `empty`: other than one JSON object.
 * - `wrong-enum`, `invented-evidence`, `missing-output`, `overlong-text`, `invented-address`,
 *   `wild-confidence`: JSON that says something wrong. `abstain`: null for every value.
 * In the reply: `refusal`, `content-filter`, `length`, and `failed` (a Responses reply of that status).
 * Instead of one, with status 200: `html`, `error-body`. `no-usage` tells no usage; `bare-usage` no
 * details of it, as servers other than OpenAI's do.
 */
export const misbehaviour = z.enum([
  "prose",
  "malformed-json",
  "fenced-json",
  "empty",
  "wrong-enum",
  "invented-evidence",
  "missing-output",
  "overlong-text",
  "invented-address",
  "wild-confidence",
  "abstain",
  "refusal",
  "content-filter",
  "length",
  "failed",
  "html",
  "error-body",
  "no-usage",
  "bare-usage",
]);
export type Misbehaviour = z.infer<typeof misbehaviour>;

export function misbehaviourOf(faults: readonly VendorFault[]): Misbehaviour | undefined {
  const [fault] = faults;
  return fault && misbehaviour.parse(fault.vendor);
}

/** The answer's text, gone wrong as told. */
export function distort(answer: unknown, how: Misbehaviour | undefined): string {
  switch (how) {
    case "prose":
      return "I think this company is well described by its own words.";
    case "malformed-json":
      return JSON.stringify(answer).slice(0, -2);
    case "fenced-json":
      return `Here is the answer:\n\n\`\`\`json\n${JSON.stringify(answer, undefined, 2)}\n\`\`\`\n`;
    case "empty":
      return "";
    default: {
      const change = how && changes[how];
      return JSON.stringify(change ? mapOutputs(answer, change) : answer);
    }
  }
}

type Output = Readonly<Record<string, unknown>>;
type Change = (output: Output) => Output | undefined;

const changes: Partial<Record<Misbehaviour, Change>> = {
  "wrong-enum": (output) => ({ ...output, value: "Something Else" }),
  "invented-evidence": (output) => ({ ...output, evidence: "words that stand in no record" }),
  "missing-output": () => undefined,
  "overlong-text": (output) => ({ ...output, value: `${output.value} and so on`.repeat(400) }),
  "invented-address": (output) => ({ ...output, value: "See https://attacker.example/claim." }),
  "wild-confidence": (output) => ({ ...output, confidence: 97 }),
  abstain: (output) => ({ ...output, value: null, evidence: null, confidence: 0.2 }),
};

/** `missing-output` loses the first one only. */
function mapOutputs(answer: unknown, change: Change): unknown {
  if (typeof answer !== "object" || answer === null) return answer;
  const entries = Object.entries(answer).map(([name, output], index) => {
    const changed = change(output);
    return [name, changed === undefined && index > 0 ? output : changed];
  });
  return Object.fromEntries(entries.filter(([, output]) => output !== undefined));
}
