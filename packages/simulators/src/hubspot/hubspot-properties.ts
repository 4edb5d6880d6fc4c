import type { Journal, JournalPart } from "../core/journal.ts";

export interface HubspotOption {
  label: string;
  value: string;
  displayOrder?: number | undefined;
  hidden?: boolean | undefined;
  description?: string | undefined;
}

export interface HubspotProperty {
  name: string;
  label: string;
  type: string;
  fieldType: string;
  groupName: string;
  description: string;
  options: HubspotOption[];
  isReadOnly: boolean;
  isHubspotDefined: boolean;
  hasUniqueValue: boolean;
  createdAt: string | null;
}

export interface HubspotGroup {
  name: string;
  label: string;
  displayOrder: number;
}

export type HubspotObject = "companies" | "contacts";

/** The properties and groups of a portal; those it was made with, and those that callers add. */
export interface HubspotSchema {
  property(object: HubspotObject, name: string): HubspotProperty | undefined;
  properties(object: HubspotObject): Iterable<HubspotProperty>;
  group(object: HubspotObject, name: string): HubspotGroup | undefined;
  groups(object: HubspotObject): Iterable<HubspotGroup>;
  addProperty(object: HubspotObject, property: HubspotProperty): void;
  addGroup(object: HubspotObject, group: HubspotGroup): void;
  readonly part: JournalPart;
}

type SchemaEntry =
  | { object: HubspotObject; property: HubspotProperty }
  | { object: HubspotObject; group: HubspotGroup };

export function createHubspotSchema(journal: Journal): HubspotSchema {
  const properties = { companies: byName(companyProperties), contacts: byName(contactProperties) };
  const groups = {
    companies: byName([
      { name: "companyinformation", label: "Company information", displayOrder: 0 },
    ]),
    contacts: byName([
      { name: "contactinformation", label: "Contact information", displayOrder: 0 },
    ]),
  };
  const added: SchemaEntry[] = [];

  function add(entry: SchemaEntry): void {
    added.push(entry);
    if ("property" in entry) properties[entry.object].set(entry.property.name, entry.property);
    else groups[entry.object].set(entry.group.name, entry.group);
  }
  function addAndStage(entry: SchemaEntry): void {
    add(entry);
    journal.stage("schema", entry);
  }

  return {
    property: (object, name) => properties[object].get(name),
    properties: (object) => properties[object].values(),
    group: (object, name) => groups[object].get(name),
    groups: (object) => groups[object].values(),
    addProperty: (object, property) => addAndStage({ object, property }),
    addGroup: (object, group) => addAndStage({ object, group }),
    part: { restore: (entry) => add(entry as SchemaEntry), snapshot: () => added },
  };
}

function byName<T extends { name: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.name, item]));
}

interface StandardProperty {
  name: string;
  label: string;
  type?: string;
  fieldType?: string;
  isReadOnly?: boolean;
}

function standard(
  groupName: string,
  { name, label, type = "string", fieldType = "text", isReadOnly = false }: StandardProperty,
): HubspotProperty {
  return {
    ...{ name, label, type, fieldType, groupName, isReadOnly },
    description: "",
    options: [],
    isHubspotDefined: true,
    hasUniqueValue: false,
    createdAt: null,
  };
}

const systemProperties: StandardProperty[] = [
  {
    name: "hs_object_id",
    label: "Record ID",
    type: "number",
    fieldType: "number",
    isReadOnly: true,
  },
  {
    name: "createdate",
    label: "Create Date",
    type: "datetime",
    fieldType: "date",
    isReadOnly: true,
  },
  { name: "hs_object_source", label: "Record source", isReadOnly: true },
  { name: "hs_object_source_id", label: "Record source ID", isReadOnly: true },
];

const companyProperties = [
  ...systemProperties,
  {
    name: "hs_lastmodifieddate",
    label: "Last Modified Date",
    type: "datetime",
    fieldType: "date",
    isReadOnly: true,
  },
  { name: "name", label: "Company name" },
  { name: "domain", label: "Company Domain Name" },
  { name: "website", label: "Website URL" },
  { name: "description", label: "Description", fieldType: "textarea" },
  { name: "phone", label: "Phone Number" },
  { name: "address", label: "Street Address" },
  { name: "city", label: "City" },
  { name: "state", label: "State/Region" },
  { name: "zip", label: "Postal Code" },
  { name: "country", label: "Country/Region" },
  { name: "industry", label: "Industry" },
  { name: "numberofemployees", label: "Number of Employees", type: "number", fieldType: "number" },
  { name: "annualrevenue", label: "Annual Revenue", type: "number", fieldType: "number" },
  { name: "founded_year", label: "Year Founded" },
  { name: "is_public", label: "Is Public", type: "bool", fieldType: "booleancheckbox" },
].map((property) => standard("companyinformation", property));

const contactProperties = [
  ...systemProperties,
  {
    name: "lastmodifieddate",
    label: "Last Modified Date",
    type: "datetime",
    fieldType: "date",
    isReadOnly: true,
  },
  { name: "firstname", label: "First Name" },
  { name: "lastname", label: "Last Name" },
  { name: "email", label: "Email" },
  { name: "jobtitle", label: "Job Title" },
  { name: "phone", label: "Phone Number" },
  { name: "mobilephone", label: "Mobile Phone Number" },
  { name: "company", label: "Company Name" },
  { name: "website", label: "Website URL" },
  { name: "city", label: "City" },
  { name: "country", label: "Country/Region" },
  { name: "associatedcompanyid", label: "Primary Associated Company ID", type: "number" },
].map((property) => standard("contactinformation", property));
