import type { JsonSchema } from "./json-schema.ts";
import type { Reading } from "./read-input.ts";

/** High in its range, as a confidence in a record with words is, and low in an empty one's. */
export function fillNumber(schema: JsonSchema, { text, number }: Reading): number {
  const from = bound(schema.minimum) ?? bound(schema.exclusiveMinimum);
  const to = bound(schema.maximum) ?? bound(schema.exclusiveMaximum);
  const least = from ?? (to === undefined ? 0 : to - 1);
  const most = to ?? least + 1;
  const share = text === "" ? 0.1 : 0.86 + (number % 13) / 100;
  const wanted = least + share * (most - least);
  const step = bound(schema.multipleOf);
  if (step === undefined) return most - least > 0.5 ? Math.round(wanted * 100) / 100 : wanted;
  const below = Math.floor(wanted / step) * step;
  const isTooLow = schema.exclusiveMinimum === undefined ? below < least : below <= least;
  return isTooLow ? below + step : below;
}

function bound(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
