import type { CrmRecord, FieldValues, ObjectName } from "@fieldwork/contracts";
import { stableHash } from "@fieldwork/runtime";
import { z } from "zod";
import { canonicalText, canonicalTime } from "../canonical-values.ts";
import type { Change, OutputField } from "../crm-adapter.ts";
import { readField } from "../mapping/read-field.ts";
import { isForeignChoice, readOutput } from "../output-values.ts";
import {
  describeProperty,
  type HubspotObject,
  type HubspotSchema,
  hubspotName,
} from "./hubspot-fields.ts";

/** The parts of a record as HubSpot returns it that we use. */
export const hubspotRecord = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  properties: z.record(z.string(), z.unknown()),
  updatedAt: z.date().nullish(),
});
export type HubspotRecord = z.infer<typeof hubspotRecord>;

export interface RecordContext {
  connection: string;
  object: ObjectName;
  read: HubspotObject;
  outputs: readonly OutputField[];
  /** Needed if an option that is read is not one of our definition's: see `needsSchema`. */
  schema?: HubspotSchema | undefined;
}

/** The ids that a record had before it was merged. */
export const mergedIds = "hs_merged_object_ids";

/** The ends of the records that a record was merged from: HubSpot gives what is left a new id. */
export function mergedAway({ ref, version }: CrmRecord, row: HubspotRecord | undefined): Change[] {
  const became = { how: "merged", ref } as const;
  return idsMergedInto(row).map((id) => ({
    kind: "deleted",
    ref: { ...ref, id },
    version: { vendorAt: version.vendorAt, contentHash: stableHash({ became }) },
    became,
  }));
}

/** Without its own. */
export function idsMergedInto(row: HubspotRecord | undefined): string[] {
  const ids = (canonicalText(row?.properties[mergedIds]) ?? "").split(";").map((id) => id.trim());
  return [...new Set(ids)].filter((id) => /^\d+$/.test(id) && id !== row?.id);
}

/** Whether some choice is held in a value that our definition does not spell so. */
export function needsSchema(
  rows: readonly HubspotRecord[],
  outputs: readonly OutputField[],
): boolean {
  return outputs.some((output) =>
    rows.some(({ properties }) => {
      if (!("options" in output)) return false;
      const value = canonicalText(properties[hubspotName(output.field)]);
      return value !== null && isForeignChoice(output, value);
    }),
  );
}

/** A HubSpot record in canonical terms. A property that was asked for and is not there stays absent. */
export function recordFromHubspot(
  { id, properties, updatedAt }: HubspotRecord,
  { connection, object, read, outputs, schema }: RecordContext,
): CrmRecord {
  const textOf = (name: string) =>
    properties[name] === undefined ? undefined : canonicalText(properties[name]);
  const fields: FieldValues = {};
  for (const mapped of read.fields) {
    const value = readField(mapped, textOf);
    if (value !== undefined) fields[mapped.field] = value;
  }
  const values: FieldValues = {};
  for (const output of outputs) {
    const value = textOf(hubspotName(output.field));
    if (value !== undefined) values[output.field] = canonicalOutput(output, value, schema);
  }
  const modifiedAt = canonicalTime(textOf(read.modifiedAt) ?? "");
  // Without one the log refuses this record alone, and keeps it as a dead letter.
  const vendorAt = modifiedAt ?? updatedAt?.toISOString() ?? "";
  return {
    ref: { connection, object, id },
    version: { vendorAt, contentHash: stableHash({ fields, outputs: values }) },
    fields,
    outputs: values,
  };
}

/** An output as it is written in our definition, of a value as HubSpot has it. */
export function canonicalOutput(
  output: OutputField,
  value: string | null,
  schema: HubspotSchema | undefined,
): string | null {
  if (value === null) return value;
  const name = hubspotName(output.field);
  return readOutput(output, value, () => describeProperty(output.field, name, schema?.get(name)));
}
