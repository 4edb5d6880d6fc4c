import type { OutputType } from "@fieldwork/contracts";
import { z } from "zod";
import type { FieldDescription, OutputField } from "../crm-adapter.ts";
import { type MappedField, type MappedObject, vendorFieldsOf } from "../mapping/mapping.ts";

export interface SalesforceObject {
  /** The API name of the sObject. */
  type: string;
  fields: readonly MappedField[];
  /** The API names of what a record is made of besides its outputs. */
  names: readonly string[];
}

export function salesforceObject(mapped: MappedObject): SalesforceObject {
  const { vendorObject: type, fields } = mapped;
  return { type, fields, names: vendorFieldsOf(mapped) };
}

/** `ai_industry` is `Ai_Industry__c` in Salesforce. */
export function salesforceName(field: string): string {
  const words = field.split("_").map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return `${words.join("_")}__c`;
}

export const salesforceField = z.object({
  name: z.string(),
  type: z.string(),
  length: z.number().nullish(),
  byteLength: z.number().nullish(),
  /** Digits after the point. */
  scale: z.number().nullish(),
  updateable: z.boolean().nullish(),
  calculated: z.boolean().nullish(),
  htmlFormatted: z.boolean().nullish(),
  filterable: z.boolean().nullish(),
  /** Of a dependent picklist: the field whose value rules which options it takes. */
  controllerName: z.string().nullish(),
  picklistValues: z
    .array(
      z.object({
        value: z.string(),
        label: z.string().nullish(),
        active: z.boolean().nullish(),
        /** Of a dependent picklist: for which values of the controlling field, as a bitmap in base64. */
        validFor: z.string().nullish().catch(null),
      }),
    )
    .nullish(),
});
export type SalesforceField = z.infer<typeof salesforceField>;

/** The fields of one object that our user can see. */
export interface SalesforceSchema {
  /** API names are the same in any case, but replies are keyed by the one in which the field was made. */
  find(apiName: string): SalesforceField | undefined;
  /** Whether its records are of several types, each with options of its own. */
  hasRecordTypes?: boolean | undefined;
  /** What the ids of the object begin with. */
  keyPrefix?: string | undefined;
}

export const numberTypes: ReadonlySet<string> = new Set(["int", "double", "currency", "percent"]);

export function describeField(
  field: string,
  vendorName: string,
  found: SalesforceField | undefined,
): FieldDescription {
  if (!found) return { field, vendorName, exists: false, writable: false };
  const { name, type, length, byteLength, updateable, calculated, picklistValues } = found;
  const active = (picklistValues ?? []).filter((option) => option.active !== false);
  const retired = (picklistValues ?? []).filter((option) => option.active === false);
  const isChoice = type === "picklist" || type === "multipicklist";
  return {
    field,
    vendorName: name,
    exists: true,
    writable: updateable === true && calculated !== true,
    ...(!isChoice && length && { maxChars: length }),
    ...(!isChoice && byteLength && { maxBytes: byteLength }),
    ...(numberTypes.has(type) && { takes: "number" }),
    ...(type === "date" && { takes: "date" }),
    ...(type === "multipicklist" && { isSeveral: true }),
    ...(isChoice && retired.length > 0 && { retiredOptions: retired.map(({ value }) => value) }),
    ...(isChoice && {
      options: active.map(({ value }) => value),
      optionLabels: Object.fromEntries(active.map(({ value, label }) => [value, label ?? value])),
    }),
  };
}

/**
 * The types of field that can hold an output. A boolean is a picklist: an untouched checkbox looks the
 * same as a no.
 */
export const fieldTypes: Readonly<Record<OutputType, readonly string[]>> = {
  choice: ["picklist"],
  choices: ["multipicklist"],
  text: ["string", "textarea"],
  number: ["double", "currency", "percent"],
  integer: ["double", "int"],
  boolean: ["picklist"],
  date: ["date"],
  url: ["url"],
};

/** What keeps an existing field from holding this output; undefined when nothing does. */
export function differenceOf(output: OutputField, found: SalesforceField): string | undefined {
  const { name, type, length, scale, htmlFormatted } = found;
  const accepted = fieldTypes[output.type];
  if (!accepted.includes(type)) return `${name} is ${type}, ${accepted.join(" or ")} is required`;
  if (htmlFormatted) return `${name} is rich text, but must be plain text`;
  if (output.type === "text" && length && length < output.maxChars) {
    return `${name} holds ${length} characters, but must hold ${output.maxChars}`;
  }
  // Salesforce rounds what has more, and the rounded value would look like a person's.
  if (output.type === "number" && typeof scale === "number" && scale < output.decimals) {
    return `${name} has ${scale} decimal places, but needs ${output.decimals}`;
  }
  const { writable } = describeField(output.field, name, found);
  return writable ? undefined : `${name} is read-only for our user`;
}
