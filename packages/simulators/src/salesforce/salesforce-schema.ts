import { z } from "zod";
import type { Journal, JournalPart } from "../core/journal.ts";
import {
  objectNames,
  type SalesforceField,
  type SalesforceObjectName,
} from "./salesforce-fields.ts";
import type { SalesforceOptions } from "./salesforce-options.ts";
import { recordTypeField } from "./salesforce-record-types.ts";
import { standardFields } from "./salesforce-standard-fields.ts";

/** A field that a metadata deployment brings, or changes; the REST API creates none. */
export const customField = z.strictObject({
  object: z.enum(objectNames),
  name: z.string().regex(/^[A-Za-z]\w*__c$/),
  label: z.string().min(1),
  type: z.enum([
    "string",
    "textarea",
    "picklist",
    "multipicklist",
    "phone",
    "url",
    "email",
    "int",
    "double",
    "currency",
    "boolean",
    "date",
    "datetime",
  ]),
  length: z.int().positive().optional(),
  byteLength: z.int().positive().optional(),
  /** Of a number: all digits, and those after the point. */
  precision: z.int().positive().optional(),
  scale: z.int().min(0).optional(),
  values: z
    .array(
      z.union([
        z.string(),
        z.object({
          value: z.string(),
          label: z.string().optional(),
          active: z.boolean().optional(),
        }),
      ]),
    )
    .optional(),
  controlledBy: z
    .object({ field: z.string(), values: z.record(z.string(), z.array(z.string())) })
    .optional(),
  /** Whether a picklist refuses values other than these: it does, unless told otherwise. */
  isRestricted: z.boolean().optional(),
  isReadOnly: z.boolean().optional(),
  isFormula: z.boolean().optional(),
  isHtml: z.boolean().optional(),
});
export type CustomField = z.infer<typeof customField>;

export interface SalesforceSchema {
  /** Undefined also for an object that is hidden. */
  objectNamed(name: string | undefined): SalesforceObjectName | undefined;
  isShown(object: SalesforceObjectName): boolean;
  /** A field by its name in any case. */
  field(object: SalesforceObjectName, name: string): SalesforceField | undefined;
  fields(object: SalesforceObjectName): Iterable<SalesforceField>;
  deploy(fields: readonly CustomField[]): void;
  /** Takes fields away from the eyes of every user; what they hold stays. */
  hide(object: SalesforceObjectName, names: readonly string[]): void;
  /** Takes a whole object away from the eyes of every user. */
  hideObject(object: SalesforceObjectName): void;
  /** Gives back what was hidden. */
  show(object: SalesforceObjectName, names: readonly string[]): void;
  readonly part: JournalPart;
}

type SchemaEntry =
  | { deployed: CustomField }
  | { object: SalesforceObjectName; hidden: string }
  | { object: SalesforceObjectName; shown: string }
  | { hiddenObject: SalesforceObjectName };

const defaultTextChars = 255;

export function createSalesforceSchema(
  journal: Journal,
  { recordTypes = {} }: Pick<SalesforceOptions, "recordTypes"> = {},
): SalesforceSchema {
  const fields = tables((object) => byName(object, recordTypes[object] !== undefined));
  const hiddenFields = tables((): Fields => new Map());
  const hiddenObjects = new Set<SalesforceObjectName>();
  let entries: SchemaEntry[] = [];

  function apply(entry: SchemaEntry): void {
    entries = [...entries, entry];
    if ("hiddenObject" in entry) hiddenObjects.add(entry.hiddenObject);
    else if ("hidden" in entry)
      move(entry.hidden, fields[entry.object], hiddenFields[entry.object]);
    else if ("shown" in entry) move(entry.shown, hiddenFields[entry.object], fields[entry.object]);
    else fields[entry.deployed.object].set(entry.deployed.name.toLowerCase(), made(entry.deployed));
  }
  function applyAndStage(entry: SchemaEntry): void {
    apply(entry);
    journal.stage("schema", entry);
  }
  return {
    isShown: (object) => !hiddenObjects.has(object),
    objectNamed: (name) =>
      objectNames.find(
        (one) => !hiddenObjects.has(one) && one.toLowerCase() === name?.toLowerCase(),
      ),
    field: (object, name) => fields[object].get(name.toLowerCase()),
    fields: (object) => fields[object].values(),
    deploy(deployed) {
      for (const field of deployed) applyAndStage({ deployed: field });
    },
    hide(object, names) {
      for (const hidden of names) applyAndStage({ object, hidden });
    },
    hideObject: (object) => applyAndStage({ hiddenObject: object }),
    show(object, names) {
      for (const shown of names) applyAndStage({ object, shown });
    },
    part: { restore: (entry) => apply(entry as SchemaEntry), snapshot: () => entries },
  };
}

type Fields = Map<string, SalesforceField>;

function tables(
  make: (object: SalesforceObjectName) => Fields,
): Record<SalesforceObjectName, Fields> {
  const entries = objectNames.map((object) => [object, make(object)]);
  return Object.fromEntries(entries) as Record<SalesforceObjectName, Fields>;
}

function move(name: string, from: Fields, to: Fields): void {
  const key = name.toLowerCase();
  const field = from.get(key);
  if (field) to.set(key, field);
  from.delete(key);
}

function byName(object: SalesforceObjectName, hasRecordTypes: boolean): Fields {
  const fields = [...standardFields[object], ...(hasRecordTypes ? [recordTypeField] : [])];
  return new Map(fields.map((field) => [field.name.toLowerCase(), field]));
}

function made({ object: _, ...field }: CustomField): SalesforceField {
  const { type, length, isRestricted } = field;
  const isText = type === "string" || type === "textarea";
  const isChoice = type === "picklist" || type === "multipicklist";
  return {
    ...field,
    length: length ?? (isText ? defaultTextChars : undefined),
    isRestricted: isRestricted ?? isChoice,
  };
}
