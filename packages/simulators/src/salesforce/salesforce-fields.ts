export type FieldType =
  | "id"
  | "reference"
  | "string"
  | "textarea"
  | "picklist"
  | "multipicklist"
  | "phone"
  | "url"
  | "email"
  | "int"
  | "double"
  | "currency"
  | "boolean"
  | "date"
  | "datetime";

export interface PicklistValue {
  value: string;
  label?: string | undefined;
  active?: boolean | undefined;
}

/** A field of an object, as much of it as a deployment says. */
export interface SalesforceField {
  name: string;
  label: string;
  type: FieldType;
  /** In UTF-16 units; only of text. */
  length?: number | undefined;
  /** In UTF-8; three for each unit of the length, unless told. */
  byteLength?: number | undefined;
  /** Of a number: all digits, and those after the point. 18 and 2 unless told. */
  precision?: number | undefined;
  scale?: number | undefined;
  values?: readonly (string | PicklistValue)[] | undefined;
  /** Of a dependent picklist: the options that are there for each value of another field. */
  controlledBy?: { field: string; values: Readonly<Record<string, readonly string[]>> } | undefined;
  /** Whether a picklist refuses other values. */
  isRestricted?: boolean | undefined;
  isReadOnly?: boolean | undefined;
  isRequired?: boolean | undefined;
  isFormula?: boolean | undefined;
  isHtml?: boolean | undefined;
}

export type SalesforceObjectName =
  | "Account"
  | "Contact"
  | "Lead"
  | "Opportunity"
  | "Case"
  | "Task"
  | "EmailMessage"
  | "EmailMessageRelation"
  | "Note"
  | "ContentNote"
  | "ContentDocumentLink";

/** A text longer than this cannot be filtered or sorted by. */
const maxFilterableChars = 255;

/** The letters that the ids of an object begin with. */
export const keyPrefixes: Readonly<Record<SalesforceObjectName, string>> = {
  Account: "001",
  Contact: "003",
  Lead: "00Q",
  Opportunity: "006",
  Case: "500",
  Task: "00T",
  EmailMessage: "02s",
  EmailMessageRelation: "0CZ",
  Note: "002",
  ContentNote: "069",
  ContentDocumentLink: "06A",
};

export const objectNames = Object.keys(keyPrefixes) as SalesforceObjectName[];

export function picklistValues({ values = [] }: SalesforceField): PicklistValue[] {
  return values.map((value) => (typeof value === "string" ? { value } : value));
}

export function isFilterable({ type, length = 0 }: SalesforceField): boolean {
  return type !== "textarea" || length <= maxFilterableChars;
}

const soapTypes: Partial<Record<FieldType, string>> = {
  id: "tns:ID",
  reference: "tns:ID",
  int: "xsd:int",
  double: "xsd:double",
  currency: "xsd:double",
  boolean: "xsd:boolean",
  date: "xsd:date",
  datetime: "xsd:dateTime",
};

/** For which values of its controlling field an option is there: a bit for each of them, in base64. */
function validFor(
  { value }: PicklistValue,
  { controlledBy }: SalesforceField,
  controller: SalesforceField | undefined,
): string | null {
  if (controlledBy === undefined || controller === undefined) return null;
  const places =
    controller.type === "boolean"
      ? ["false", "true"]
      : picklistValues(controller).map((option) => option.value);
  const bytes = new Uint8Array(Math.max(3, Math.ceil(places.length / 8)));
  for (const [index, place] of places.entries()) {
    const isValid = controlledBy.values[place]?.includes(value) ?? false;
    if (isValid) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (0x80 >> (index & 7));
  }
  return Buffer.from(bytes).toString("base64");
}

const numberTypes = new Set<FieldType>(["double", "currency"]);

/** How many digits a number has in all, and after the point. */
export function digitsOf({ type, precision = 18, scale = 2 }: SalesforceField): {
  precision: number;
  scale: number;
} {
  return numberTypes.has(type) ? { precision, scale } : { precision: 0, scale: 0 };
}

/** A field as describe tells of it. */
export function describeField(
  field: SalesforceField,
  controller: SalesforceField | undefined,
): Record<string, unknown> {
  const { name, label, type, isReadOnly = false, isFormula = false } = field;
  const isChoice = type === "picklist" || type === "multipicklist";
  const length = isChoice ? 255 : (field.length ?? 0);
  const isWritable = !isReadOnly && !isFormula;
  return {
    ...{ name, label, type, length },
    byteLength: field.byteLength ?? 3 * length,
    ...digitsOf(field),
    digits: type === "int" ? 8 : 0,
    soapType: soapTypes[type] ?? "xsd:string",
    nillable: !field.isRequired && type !== "boolean" && type !== "id",
    createable: isWritable,
    updateable: isWritable,
    calculated: isFormula,
    custom: name.endsWith("__c"),
    filterable: isFilterable(field),
    sortable: isFilterable(field),
    groupable: isFilterable(field) && type !== "datetime",
    unique: false,
    externalId: false,
    idLookup: type === "id",
    autoNumber: false,
    caseSensitive: false,
    defaultedOnCreate: type === "boolean" || isReadOnly,
    htmlFormatted: field.isHtml ?? false,
    restrictedPicklist: field.isRestricted ?? false,
    ...describeOptions(field, controller),
    referenceTo: name === "AccountId" || name === "ParentId" ? ["Account"] : [],
    relationshipName: name === "AccountId" ? "Account" : null,
  };
}

function describeOptions(field: SalesforceField, controller: SalesforceField | undefined) {
  return {
    dependentPicklist: field.controlledBy !== undefined,
    controllerName: field.controlledBy?.field ?? null,
    picklistValues: picklistValues(field).map((option) => ({
      active: option.active ?? true,
      defaultValue: false,
      label: option.label ?? option.value,
      validFor: validFor(option, field, controller),
      value: option.value,
    })),
  };
}
