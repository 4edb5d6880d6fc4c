import type { FieldValues } from "@fieldwork/contracts";
import { stableHash } from "@fieldwork/runtime";
import type { Enrichment } from "./definition.ts";

type Inputs = Pick<Enrichment, "inputs">;

/** Over the record's fields that the enrichment names, and nothing else: the planner's trigger. */
export function inputHash({ inputs }: Inputs, fields: FieldValues): string {
  return stableHash(inputs.map(({ field }) => [field, fields[field] ?? null]));
}

/** The first required input that the record lacks; undefined when it can be asked. */
export function missingInput({ inputs }: Inputs, fields: FieldValues): string | undefined {
  return inputs.find(({ field, required }) => required && isBlank(fields[field]))?.field;
}

function isBlank(value: string | null | undefined): boolean {
  return value == null || value.trim() === "";
}
