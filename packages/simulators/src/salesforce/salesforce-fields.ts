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

export type SalesforceObjectName = "Account" | "Contact" | "Opportunity" | "Case";

/** A text longer than this cannot be filtered or sorted by. */
const maxFilterableChars = 255;

function system(label: string): SalesforceField[] {
  return [
    { name: "Id", label: `${label} ID`, type: "id", length: 18, isReadOnly: true },
    { name: "IsDeleted", label: "Deleted", type: "boolean", isReadOnly: true },
    { name: "OwnerId", label: "Owner ID", type: "reference", length: 18 },
    { name: "CreatedDate", label: "Created Date", type: "datetime", isReadOnly: true },
    {
      name: "CreatedById",
      label: "Created By ID",
      type: "reference",
      length: 18,
      isReadOnly: true,
    },
    { name: "LastModifiedDate", label: "Last Modified Date", type: "datetime", isReadOnly: true },
    {
      name: "LastModifiedById",
      label: "Last Modified By ID",
      type: "reference",
      length: 18,
      isReadOnly: true,
    },
    { name: "SystemModstamp", label: "System Modstamp", type: "datetime", isReadOnly: true },
  ];
}

function text(name: string, label: string, length: number): SalesforceField {
  return { name, label, type: "string", length };
}

function address(kind: string): SalesforceField[] {
  return [
    { name: `${kind}Street`, label: `${kind} Street`, type: "textarea", length: 255 },
    text(`${kind}City`, `${kind} City`, 40),
    text(`${kind}State`, `${kind} State/Province`, 80),
    text(`${kind}PostalCode`, `${kind} Zip/Postal Code`, 20),
    text(`${kind}Country`, `${kind} Country`, 80),
  ];
}

function picklist(name: string, label: string, values: readonly string[]): SalesforceField {
  return { name, label, type: "picklist", values };
}

const stages = [
  "Prospecting",
  "Qualification",
  "Proposal/Price Quote",
  "Negotiation/Review",
  "Closed Won",
  "Closed Lost",
];

const industries = [
  "Agriculture",
  "Banking",
  "Biotechnology",
  "Construction",
  "Consulting",
  "Energy",
  "Engineering",
  "Finance",
  "Healthcare",
  "Manufacturing",
  "Media",
  "Retail",
  "Technology",
  "Telecommunications",
  "Transportation",
  "Utilities",
];

/** The letters that the ids of an object begin with. */
export const keyPrefixes: Readonly<Record<SalesforceObjectName, string>> = {
  Account: "001",
  Contact: "003",
  Opportunity: "006",
  Case: "500",
};

export const objectNames = Object.keys(keyPrefixes) as SalesforceObjectName[];

export const standardFields: Readonly<Record<SalesforceObjectName, readonly SalesforceField[]>> = {
  Account: [
    ...system("Account"),
    { ...text("Name", "Account Name", 255), isRequired: true },
    { name: "Type", label: "Account Type", type: "picklist", values: ["Prospect", "Customer"] },
    { name: "ParentId", label: "Parent Account ID", type: "reference", length: 18 },
    ...address("Billing"),
    { name: "Phone", label: "Account Phone", type: "phone", length: 40 },
    { name: "Fax", label: "Account Fax", type: "phone", length: 40 },
    text("AccountNumber", "Account Number", 40),
    { name: "Website", label: "Website", type: "url", length: 255 },
    { name: "Industry", label: "Industry", type: "picklist", values: industries },
    { name: "AnnualRevenue", label: "Annual Revenue", type: "currency" },
    { name: "NumberOfEmployees", label: "Employees", type: "int" },
    { name: "Description", label: "Account Description", type: "textarea", length: 32_000 },
    { name: "MasterRecordId", label: "Master Record ID", type: "reference", isReadOnly: true },
  ],
  Contact: [
    ...system("Contact"),
    { name: "AccountId", label: "Account ID", type: "reference", length: 18 },
    text("FirstName", "First Name", 40),
    { ...text("LastName", "Last Name", 80), isRequired: true },
    { ...text("Name", "Full Name", 121), isReadOnly: true },
    { name: "Email", label: "Email", type: "email", length: 80 },
    { name: "Phone", label: "Business Phone", type: "phone", length: 40 },
    { name: "MobilePhone", label: "Mobile Phone", type: "phone", length: 40 },
    text("Title", "Title", 128),
    text("Department", "Department", 80),
    ...address("Mailing"),
    { name: "Description", label: "Contact Description", type: "textarea", length: 32_000 },
  ],
  Opportunity: [
    ...system("Opportunity"),
    { name: "AccountId", label: "Account ID", type: "reference", length: 18 },
    { ...text("Name", "Name", 120), isRequired: true },
    { name: "Description", label: "Description", type: "textarea", length: 32_000 },
    { ...picklist("StageName", "Stage", stages), isRequired: true },
    { name: "Amount", label: "Amount", type: "currency" },
    { name: "CloseDate", label: "Close Date", type: "date", isRequired: true },
    picklist("Type", "Opportunity Type", ["New Customer", "Existing Customer - Upgrade"]),
    text("NextStep", "Next Step", 255),
  ],
  Case: [
    ...system("Case"),
    { name: "AccountId", label: "Account ID", type: "reference", length: 18 },
    text("Subject", "Subject", 255),
    { name: "Description", label: "Description", type: "textarea", length: 32_000 },
    picklist("Status", "Status", ["New", "Working", "Escalated", "Closed"]),
    picklist("Priority", "Priority", ["High", "Medium", "Low"]),
    { name: "ClosedDate", label: "Closed Date", type: "datetime", isReadOnly: true },
  ],
};

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
    byteLength: 3 * length,
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
