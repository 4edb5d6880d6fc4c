import { z } from "zod";
import type { VendorFault } from "../core/routes.ts";
import { asObject } from "./json-schema.ts";

const part = z.enum(["value", "evidence", "bestGuess"]);

/**
 * Characters put into the words of an answer, told as `{ vendor: "odd-text", text: "\u0000", in: ["value"] }`:
 * behind the first word, or alone where there are none. A NUL in the evidence, unless told otherwise.
 */
const oddTextFault = z.object({
  vendor: z.literal("odd-text"),
  text: z.string().default("\0"),
  in: z.array(part).default(["evidence"]),
});
export type OddText = z.infer<typeof oddTextFault>;

export function oddTextOf(faults: readonly VendorFault[]): OddText | undefined {
  const [fault] = faults;
  return fault?.vendor === "odd-text" ? oddTextFault.parse(fault) : undefined;
}

/** The answer with these characters in every output. */
export function withOddText(answer: unknown, odd: OddText | undefined): unknown {
  if (odd === undefined) return answer;
  return Object.fromEntries(
    Object.entries(asObject(answer) ?? {}).map(([name, output]) => {
      const given = asObject(output) ?? {};
      const changed = odd.in.map((key) => [key, spoilt(given[key], odd.text)]);
      return [name, { ...given, ...Object.fromEntries(changed) }];
    }),
  );
}

function spoilt(text: unknown, odd: string): string {
  return typeof text === "string" && text !== "" ? text.replace(/\s|$/, (end) => odd + end) : odd;
}
