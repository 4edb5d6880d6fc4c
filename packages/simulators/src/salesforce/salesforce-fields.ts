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
  /** Whether a picklist refuses other values. */
  isRestricted?: boolean | undefined;
  isReadOnly?: boolean | undefined;
  isRequired?: boolean | undefined;
  isFormula?: boolean | undefined;
  isHtml?: boolean | undefined;
}

export type SalesforceObjectName = "Account" | "Contact" | "Lead" | "Opportunity" | "Case";

/** A text longer than this cannot be filtered or sorted by. */
const maxFilterableChars = 255;

/** The letters that the ids of an object begin with. */
export const keyPrefixes: Readonly<Record<SalesforceObjectName, string>> = {
  Account: "001",
  Contact: "003",
  Lead: "00Q",
  Opportunity: "006",
  Case: "500",
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

const numberTypes = new Set<FieldType>(["double", "currency"]);

/** How many digits a number has in all, and after the point. */
export function digitsOf({ type, precision = 18, scale = 2 }: SalesforceField): {
  precision: number;
  scale: number;
} {
  return numberTypes.has(type) ? { precision, scale } : { precision: 0, scale: 0 };
}

/** A field as describe tells of it. */
export function describeField(field: SalesforceField): Record<string, unknown> {
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
    dependentPicklist: false,
    picklistValues: picklistValues(field).map(({ value, label: shown, active }) => ({
      active: active ?? true,
      defaultValue: false,
      label: shown ?? value,
      validFor: null,
      value,
    })),
    referenceTo: name === "AccountId" || name === "ParentId" ? ["Account"] : [],
    relationshipName: name === "AccountId" ? "Account" : null,
  };
}
