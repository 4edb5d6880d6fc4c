import type { Journal, JournalPart } from "../core/journal.ts";
import {
  type HubspotObject,
  objectNames,
  objects,
  type StandardProperty,
} from "./hubspot-objects.ts";

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
  const properties = tables((object) => byName(standardProperties(object)));
  const groups = tables((object) => {
    const group: HubspotGroup = { ...objects[object].group, displayOrder: 0 };
    return byName([group]);
  });
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
  { name: "hs_merged_object_ids", label: "Merged object IDs", isReadOnly: true },
  { name: "hs_object_source", label: "Record source", isReadOnly: true },
  { name: "hs_object_source_id", label: "Record source ID", isReadOnly: true },
];

function standardProperties(object: HubspotObject): HubspotProperty[] {
  const { group, modified, properties } = objects[object];
  const stamp = {
    name: modified,
    label: "Last Modified Date",
    type: "datetime",
    fieldType: "date",
  };
  return [...systemProperties, { ...stamp, isReadOnly: true }, ...properties].map((property) =>
    standard(group.name, property),
  );
}

function tables<T>(make: (object: HubspotObject) => T): Record<HubspotObject, T> {
  const entries = objectNames.map((object) => [object, make(object)]);
  return Object.fromEntries(entries) as Record<HubspotObject, T>;
}
