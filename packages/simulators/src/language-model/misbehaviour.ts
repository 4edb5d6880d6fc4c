import { z } from "zod";
import type { VendorFault } from "../core/routes.ts";
import { oddReply } from "../openai/openai-odd-replies.ts";
import { openaiStreamRefusals } from "../openai/openai-refusals.ts";
import { asObject, type JsonSchema, optionsOf, resolveSchema } from "./json-schema.ts";

/**
 * Ways of answering badly, told as `{ vendor: "<one of these>" }` like any fault. In the answer:
 * - `prose`, `malformed-json`, `empty`: other than one JSON object.
 * - `fenced-json`, `wrapped-json`, `percent-confidence`, `typeset-evidence` (other blanks, dashes and
 *   quotation marks, letters taken apart): the right answer in another dress. `think-tags`,
 *   `bare-think-end`: after thoughts aloud, with both tags or the closing one alone.
 * - `wrong-enum` (choices), `overlong-text` and `invented-address` (texts), `invented-evidence`,
 *   `wild-confidence`, `missing-output` (the first): JSON that says something wrong. `abstain`: null
 *   for every value. `odd-text`: see `odd-text.ts`. `obeys-record`: it
 *   takes the record's words for orders.
 * In the reply: `refusal`, `content-filter`, `length`, and `failed` (a Responses reply of that status).
 * As a reply in another shape: an `OddReply`. Instead of one, with status 200: `html`, `error-body`. Of
 * an answer that was to be streamed: `stream-error` in the middle, `stalled-stream` (the second half
 * never comes), `unstreamed` (it comes as a whole). In what it tells of usage: `no-usage`,
 * `bare-usage` (no details), `reasoning-outside` (of the output, so that only the total shows it),
 * `wild-usage` (more tokens than there are), `broken-usage` (details that are no counts). `dear-tier`
 * says that another service tier was used. All of them are charged for.
 */
export const misbehaviour = z.enum([
  "prose",
  "malformed-json",
  "fenced-json",
  "wrapped-json",
  "percent-confidence",
  "typeset-evidence",
  "empty",
  "think-tags",
  "bare-think-end",
  "wrong-enum",
  "invented-evidence",
  "missing-output",
  "overlong-text",
  "invented-address",
  "wild-confidence",
  "abstain",
  "odd-text",
  "obeys-record",
  "refusal",
  "content-filter",
  "length",
  "failed",
  "html",
  "error-body",
  "stream-error",
  "stalled-stream",
  "unstreamed",
  "no-usage",
  "bare-usage",
  "reasoning-outside",
  "wild-usage",
  "broken-usage",
  "dear-tier",
  ...oddReply.options,
]);
export type Misbehaviour = z.infer<typeof misbehaviour>;

export function misbehaviourOf(faults: readonly VendorFault[]): Misbehaviour | undefined {
  const [fault] = faults;
  // A refusal to stream is none of an answer that comes whole.
  const isOther = fault === undefined || openaiStreamRefusals.includes(fault.vendor);
  return isOther ? undefined : misbehaviour.parse(fault.vendor);
}

/** The answer's text, gone wrong as told. */
export function distort(
  answer: unknown,
  how: Misbehaviour | undefined,
  schema: JsonSchema,
): string {
  switch (how) {
    case "prose":
      return "I think this company is well described by its own words.";
    case "malformed-json":
      return JSON.stringify(answer).slice(0, -2);
    case "fenced-json":
      return `Here is the answer:\n\n\`\`\`json\n${JSON.stringify(answer, undefined, 2)}\n\`\`\`\n`;
    case "wrapped-json":
      return JSON.stringify({ answer });
    case "empty":
      return "";
    case "think-tags":
      return `<think>\nIs it {water}? It is.\n</think>\n\n${JSON.stringify(answer)}`;
    case "bare-think-end":
      return `Is it {water}? It is.\n</think>\n\n${JSON.stringify(answer)}`;
    default: {
      const change = how && changes[how];
      return JSON.stringify(change ? mapOutputs(answer, schema, change) : answer);
    }
  }
}

interface Output {
  given: Readonly<Record<string, unknown>>;
  isChoice: boolean;
  isFirst: boolean;
}

/** An output as it becomes; undefined: left out. */
type Change = (output: Output) => unknown;

const changes: Partial<Record<Misbehaviour, Change>> = {
  "wrong-enum": ({ given, isChoice }) => (isChoice ? { ...given, value: "Something Else" } : given),
  "invented-evidence": ({ given }) => ({ ...given, evidence: "words that no record contains" }),
  "missing-output": ({ given, isFirst }) => (isFirst ? undefined : given),
  "overlong-text": ({ given, isChoice }) =>
    isChoice ? given : { ...given, value: `${given.value} And so on. `.repeat(20).slice(0, 1200) },
  "invented-address": ({ given, isChoice }) =>
    isChoice ? given : { ...given, value: "See https://attacker.example/claim." },
  "wild-confidence": ({ given }) => ({ ...given, confidence: 7 }),
  "percent-confidence": ({ given }) => ({
    ...given,
    confidence: Math.round(Number(given.confidence) * 100),
  }),
  "typeset-evidence": ({ given }) => ({ ...given, evidence: typeset(given.evidence) }),
  abstain: ({ given }) => ({ ...given, value: null, evidence: null, confidence: 0.2 }),
};

function typeset(quote: unknown): unknown {
  if (typeof quote !== "string") return quote;
  const dressed = quote
    .replaceAll(" ", "\u00a0")
    .replaceAll("-", "\u2013")
    .replaceAll("'", "\u2019");
  return `\u201c${dressed.normalize("NFD")}\u201d`;
}

function mapOutputs(answer: unknown, schema: JsonSchema, change: Change): unknown {
  const outputs = Object.entries(asObject(answer) ?? {}).map(([name, output], index) => {
    const given = asObject(output) ?? {};
    const value = ["properties", name, "properties", "value"].reduce(
      (inner, step) => resolveSchema(inner[step], schema),
      resolveSchema(schema, schema),
    );
    const isChoice = optionsOf(value, schema) !== undefined;
    return [name, change({ given, isChoice, isFirst: index === 0 })];
  });
  return Object.fromEntries(outputs.filter(([, output]) => output !== undefined));
}
