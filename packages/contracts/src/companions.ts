import { z } from "zod";
import { cutText } from "./cut-text.ts";
import { decimalOf } from "./decimal.ts";
import type { OutputSpec } from "./output-spec.ts";

/**
 * What may stand beside a written value, each in a field of its own: who answered, how certain it was, on
 * which day, and the hash of the inputs.
 */
export const companion = z.enum(["source", "confidence", "date", "input"]);
export type Companion = z.infer<typeof companion>;

/** The field in which a companion of an output is written. */
export function companionField(field: string, kind: Companion): string {
  return `${field}_${kind}`;
}

/** A field and those of all companions that it may have. */
export function withCompanionFields(field: string): string[] {
  return [field, ...companion.options.map((kind) => companionField(field, kind))];
}

const maxLabelChars = 40;
const maxSourceChars = 120;

const kinds = {
  source: { says: "source", holds: { type: "text", maxChars: maxSourceChars } },
  confidence: { says: "confidence", holds: { type: "number", decimals: 2 } },
  date: { says: "date", holds: { type: "date" } },
  input: { says: "input hash", holds: { type: "text", maxChars: 64 } },
} as const;

/** The companions of an output as outputs: what their fields are to hold. Pure. */
export function companionOutputs({
  name,
  field,
  label,
  companions = [],
}: Pick<OutputSpec, "name" | "field" | "label"> & {
  companions?: readonly Companion[] | undefined;
}): OutputSpec[] {
  return companions.map((kind) => {
    const { says, holds } = kinds[kind];
    const room = maxLabelChars - says.length - 2;
    return {
      name: `${name}${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`,
      field: companionField(field, kind),
      label: `${cutText(label, { maxChars: room }).trimEnd()}: ${says}`,
      ...holds,
    };
  });
}

/** Where a value came from. */
export interface Provenance {
  /** The model, or who else; null if nobody knows. */
  source: string | null;
  confidence: number | null;
  at: Date;
  inputHash: string | null;
}

/** What is written in the field of a companion; null is blank. Pure. */
export function companionValue(
  kind: Companion,
  { source, confidence, at, inputHash }: Provenance,
): string | null {
  switch (kind) {
    case "source":
      return source === null ? null : cutText(source, { maxChars: maxSourceChars });
    case "confidence":
      return confidence === null ? null : (decimalOf(confidence.toFixed(2)) ?? null);
    case "date":
      return at.toISOString().slice(0, 10);
    case "input":
      return inputHash;
    default:
      return kind satisfies never;
  }
}
