import type { CanonicalField, ObjectName } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { z } from "zod";
import type { FieldDescription, OutputField } from "../crm-adapter.ts";

export interface HubspotObject {
  /** As the paths spell it. */
  type: string;
  /** The property that moves with every edit: https://developers.hubspot.com/docs/api-reference/search */
  modifiedAt: string;
  /** Canonical field to the property it is first looked for in. */
  fields: Partial<Record<CanonicalField, string>>;
  /** Read along, to fill in or to interpret another. */
  helpers: readonly string[];
}

export const hubspotObjects: Record<ObjectName, HubspotObject> = {
  company: {
    type: "companies",
    modifiedAt: "hs_lastmodifieddate",
    fields: {
      name: "name",
      description: "description",
      domain: "domain",
      phone: "phone",
      country: "country",
      city: "city",
      employees: "numberofemployees",
    },
    helpers: ["website"],
  },
  contact: {
    type: "contacts",
    modifiedAt: "lastmodifieddate",
    fields: {
      firstName: "firstname",
      lastName: "lastname",
      email: "email",
      jobTitle: "jobtitle",
      phone: "phone",
    },
    helpers: ["country"],
  },
};

export const outputGroup = { name: "ai_enrichment", label: "AI enrichment" };

/** An output field is spelled in HubSpot as it is here. */
export function hubspotName(field: string): string {
  return field;
}

/** What every read asks for by name; HubSpot returns its defaults otherwise. */
export function propertiesToRead(object: ObjectName, outputs: readonly OutputField[]): string[] {
  const { modifiedAt, fields, helpers } = hubspotObjects[object];
  const ours = outputs.map(({ field }) => hubspotName(field));
  return [...new Set([modifiedAt, ...Object.values(fields), ...helpers, ...ours])];
}

export const hubspotProperty = z.object({
  name: z.string(),
  type: z.string(),
  fieldType: z.string(),
  calculated: z.boolean().nullish(),
  options: z.array(z.object({ label: z.string(), value: z.string() })).nullish(),
  modificationMetadata: z.object({ readOnlyValue: z.boolean().nullish() }).nullish(),
});
export type HubspotProperty = z.infer<typeof hubspotProperty>;

/** HubSpot names no length; a text property takes 65,536 characters. */
const maxTextChars = 65_536;

export function describeProperty(
  field: string,
  vendorName: string,
  property: HubspotProperty | undefined,
): FieldDescription {
  if (!property) return { field, vendorName, exists: false, writable: false };
  const { type, calculated, modificationMetadata, options } = property;
  const isChoice = type === "enumeration";
  return {
    field,
    vendorName,
    exists: true,
    writable: calculated !== true && modificationMetadata?.readOnlyValue !== true,
    ...(type === "string" && { maxChars: maxTextChars }),
    ...(isChoice && {
      options: (options ?? []).map(({ value }) => value),
      optionLabels: Object.fromEntries((options ?? []).map(({ value, label }) => [value, label])),
    }),
  };
}

/** Longer texts are given a field of several lines in HubSpot's forms. */
const maxOneLineChars = 200;

/** The property that holds an output field, as HubSpot's `PropertyCreate`. */
export function propertyFor(output: OutputField) {
  const isLong = output.type === "text" && output.maxChars > maxOneLineChars;
  return {
    name: hubspotName(output.field),
    label: output.label,
    groupName: outputGroup.name,
    description: "Written by Fieldwork. A value entered by hand is kept.",
    ...(output.type === "choice"
      ? {
          type: "enumeration" as const,
          fieldType: "select" as const,
          options: output.options.map((option, displayOrder) => ({
            label: option,
            value: option,
            displayOrder,
            hidden: false,
          })),
        }
      : { type: "string" as const, fieldType: isLong ? ("textarea" as const) : ("text" as const) }),
  };
}

const acceptedFieldTypes = {
  choice: { type: "enumeration", fieldTypes: ["select", "radio"] },
  text: { type: "string", fieldTypes: ["text", "textarea"] },
} as const;

/** What keeps an existing property from holding this output; undefined when nothing does. */
export function differenceOf(output: OutputField, property: HubspotProperty): string | undefined {
  const accepted = acceptedFieldTypes[output.type];
  const fieldTypes: readonly string[] = accepted.fieldTypes;
  if (property.type !== accepted.type || !fieldTypes.includes(property.fieldType)) {
    const wanted = `${accepted.type} (${fieldTypes.join(" or ")})`;
    return `${property.name} is ${property.type} (${property.fieldType}), ${wanted} is wanted`;
  }
  const { writable } = describeProperty(output.field, property.name, property);
  return writable ? undefined : `${property.name} is read-only`;
}

export function differs(differences: readonly string[]): AppError {
  return new AppError(
    `HubSpot has properties of these names that cannot hold our values: ${differences.join("; ")}. ` +
      "Rename or remove them in HubSpot, or choose other field names",
    { code: "config_invalid", retryable: false, details: { differences } },
  );
}
