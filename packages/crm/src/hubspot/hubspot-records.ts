import type { CrmRecord, FieldValues, ObjectName } from "@fieldwork/contracts";
import { stableHash } from "@fieldwork/runtime";
import { z } from "zod";
import { canonicalPhone } from "../canonical-phone.ts";
import { canonicalDecimal, canonicalText, canonicalTime, domainFrom } from "../canonical-values.ts";
import type { OutputField } from "../crm-adapter.ts";
import { CrmError } from "../crm-error.ts";
import { hubspotName, hubspotObjects } from "./hubspot-fields.ts";

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
  outputs: readonly OutputField[];
}

/** A HubSpot record in canonical terms. A property that was asked for and is not there stays absent. */
export function recordFromHubspot(
  { id, properties, updatedAt }: HubspotRecord,
  { connection, object, outputs }: RecordContext,
): CrmRecord {
  const read = (name: string) =>
    properties[name] === undefined ? undefined : canonicalText(properties[name]);
  const fields = canonicalFieldsOf(object, read);
  const values: FieldValues = {};
  for (const { field } of outputs) {
    const value = read(hubspotName(field));
    if (value !== undefined) values[field] = value;
  }
  const modifiedAt = canonicalTime(read(hubspotObjects[object].modifiedAt) ?? "");
  const vendorAt = modifiedAt ?? updatedAt?.toISOString();
  if (vendorAt === undefined) throw stampMissing(id);
  return {
    ref: { connection, object, id },
    version: { vendorAt, contentHash: stableHash({ fields, outputs: values }) },
    fields,
    outputs: values,
  };
}

type Read = (property: string) => string | null | undefined;

function canonicalFieldsOf(object: ObjectName, read: Read): FieldValues {
  const fields: FieldValues = {};
  for (const [field, property] of Object.entries(hubspotObjects[object].fields)) {
    const value = canonicalField(field, read(property), read);
    if (value !== undefined) fields[field] = value;
  }
  return fields;
}

function canonicalField(field: string, value: string | null | undefined, read: Read) {
  switch (field) {
    case "domain": {
      const text = value ?? read("website");
      return text ? domainFrom(text) : value;
    }
    case "phone":
      return value ? canonicalPhone(value, read("country")) : value;
    case "employees":
      return value ? canonicalDecimal(value) : value;
    default:
      return value;
  }
}

function stampMissing(id: string): CrmError {
  return new CrmError(`HubSpot returned record ${id} without the time of its last change`, {
    reason: "unreadable",
    outcome: "rejected",
  });
}
