import type { OutputSpec } from "@fieldwork/contracts";
import { answerSchema } from "./answer-schema.ts";
import { fenceFields } from "./render-input.ts";

const longestInputChars = 4000;

/** What every question of an enrichment has besides a record's fields: instructions, schema and fence, in bytes. */
export function questionBytes({
  instructions,
  outputs,
}: {
  instructions: string;
  outputs: readonly OutputSpec[];
}): number {
  const schema = JSON.stringify(answerSchema(outputs, { longestInputChars }));
  return [instructions, schema, fenceFields({})].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    0,
  );
}
