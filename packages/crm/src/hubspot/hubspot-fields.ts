import type { OutputType } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { z } from "zod";
import type { FieldDescription, OutputField } from "../crm-adapter.ts";
import { type MappedField, type MappedObject, vendorFieldsOf } from "../mapping/mapping.ts";

export interface HubspotObject {
  /** As the paths spell it. */
  type: string;
  /** The property that moves with every edit: https://developers.hubspot.com/docs/api-reference/search */
  modifiedAt: string;
  fields: readonly MappedField[];
  /** What a record is made of besides its outputs. */
  properties: readonly string[];
}

/** Contacts, by the names and the id that HubSpot has for them, keep a stamp of their own. */
const contacts = /^(?:contacts?|0-1)$/i;

export function hubspotObject(mapped: MappedObject): HubspotObject {
  const { vendorObject: type, fields } = mapped;
  const modifiedAt = contacts.test(type) ? "lastmodifieddate" : "hs_lastmodifieddate";
  return { type, modifiedAt, fields, properties: [modifiedAt, ...vendorFieldsOf(mapped)] };
}

export const outputGroup = { name: "ai_enrichment", label: "AI enrichment" };

/** An output field is spelled in HubSpot as it is here. */
export function hubspotName(field: string): string {
  return field;
}

/** What every read asks for by name; HubSpot returns its defaults otherwise. */
export function propertiesToRead(
  { properties }: HubspotObject,
  outputs: readonly OutputField[],
): string[] {
  return [...new Set([...properties, ...outputs.map(({ field }) => hubspotName(field))])];
}

export const hubspotProperty = z.object({
  name: z.string(),
  type: z.string(),
  fieldType: z.string(),
  calculated: z.boolean().nullish(),
  /** HubSpot's own, and not made in this portal. */
  hubspotDefined: z.boolean().nullish(),
  options: z.array(z.object({ label: z.string(), value: z.string() })).nullish(),
  modificationMetadata: z.object({ readOnlyValue: z.boolean().nullish() }).nullish(),
});
export type HubspotProperty = z.infer<typeof hubspotProperty>;

/** The properties of one object, by name. */
export type HubspotSchema = ReadonlyMap<string, HubspotProperty>;

/** HubSpot names no length; a text property takes 65,536 characters. */
const maxTextChars = 65_536;

export function describeProperty(
  field: string,
  vendorName: string,
  property: HubspotProperty | undefined,
): FieldDescription {
  if (!property) return { field, vendorName, exists: false, writable: false };
  const { type, fieldType, calculated, modificationMetadata, options } = property;
  const isChoice = type === "enumeration";
  const isSeveral = isChoice && fieldType === "checkbox";
  return {
    field,
    vendorName,
    exists: true,
    writable: calculated !== true && modificationMetadata?.readOnlyValue !== true,
    ...(type === "string" && { maxChars: maxTextChars }),
    ...((type === "number" || type === "date") && { takes: type }),
    ...(isSeveral && { isSeveral }),
    ...(isChoice && {
      options: (options ?? []).map(({ value }) => value),
      optionLabels: Object.fromEntries((options ?? []).map(({ value, label }) => [value, label])),
    }),
  };
}

/** Longer texts are given a field of several lines in HubSpot's forms. */
const maxOneLineChars = 200;

interface PropertyKind {
  type: "bool" | "date" | "enumeration" | "number" | "string";
  fieldType: "booleancheckbox" | "checkbox" | "date" | "number" | "select" | "text" | "textarea";
  /** What a property of the same name may be as well, as `type` and `fieldType`. */
  others: readonly (readonly [string, string])[];
}

const oneLine: PropertyKind = {
  ...{ type: "string", fieldType: "text" },
  others: [["string", "textarea"]],
};

/** https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide */
const propertyKinds: Readonly<Record<OutputType, PropertyKind>> = {
  choice: { type: "enumeration", fieldType: "select", others: [["enumeration", "radio"]] },
  choices: { type: "enumeration", fieldType: "checkbox", others: [] },
  text: oneLine,
  number: { type: "number", fieldType: "number", others: [] },
  integer: { type: "number", fieldType: "number", others: [] },
  // A checkbox that people made is an enumeration of true and false.
  boolean: {
    ...{ type: "bool", fieldType: "booleancheckbox" },
    others: [["enumeration", "booleancheckbox"]],
  },
  date: { type: "date", fieldType: "date", others: [] },
  url: oneLine,
};

/** The property that holds an output field, as HubSpot's `PropertyCreate`. */
export function propertyFor(output: OutputField) {
  const { type, fieldType } = propertyKinds[output.type];
  const isLong = output.type === "text" && output.maxChars > maxOneLineChars;
  const options = optionsFor(output);
  return {
    name: hubspotName(output.field),
    label: output.label,
    groupName: outputGroup.name,
    description: "Written by Fieldwork. A value entered by hand is kept.",
    type,
    fieldType: isLong ? ("textarea" as const) : fieldType,
    ...(options && {
      options: options.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false })),
    }),
  };
}

function optionsFor(output: OutputField): { label: string; value: string }[] | undefined {
  if (output.type === "boolean") {
    return [
      { label: "Yes", value: "true" },
      { label: "No", value: "false" },
    ];
  }
  if (!("options" in output)) return undefined;
  return output.options.map((option) => ({ label: option, value: option }));
}

/** What keeps an existing property from holding this output; undefined when nothing does. */
export function differenceOf(output: OutputField, property: HubspotProperty): string | undefined {
  if (property.hubspotDefined === true) return `${property.name} is a property of HubSpot's own`;
  const { type, fieldType, others } = propertyKinds[output.type];
  const accepted = [[type, fieldType] as const, ...others];
  const fits = accepted.some(
    ([ofType, ofFieldType]) => property.type === ofType && property.fieldType === ofFieldType,
  );
  if (!fits) {
    const wanted = accepted.map(([one, other]) => `${one} (${other})`).join(" or ");
    return `${property.name} is ${property.type} (${property.fieldType}), but must be ${wanted}`;
  }
  const { writable } = describeProperty(output.field, property.name, property);
  return writable ? undefined : `${property.name} is read-only`;
}

export function differs(differences: readonly string[]): AppError {
  return new AppError(
    `HubSpot has properties with these names that cannot hold our values: ${differences.join("; ")}. ` +
      "Rename or remove them in HubSpot, or choose other field names",
    { code: "config_invalid", retryable: false, details: { differences } },
  );
}
