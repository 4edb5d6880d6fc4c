import type { FieldVersion, StoredRecord } from "../core/record-store.ts";
import type { Caller } from "../core/routes.ts";
import { type HubspotObject, objects } from "./hubspot-objects.ts";

/** A property as HubSpot returns it: text, or null when it was never set. */
export function propertyOf(record: StoredRecord, name: string): string | null {
  switch (name) {
    case "hs_object_id":
      return record.id;
    case "createdate":
      return new Date(record.createdAtMs).toISOString();
    case "hs_lastmodifieddate":
    case "lastmodifieddate":
      return new Date(record.modifiedAtMs).toISOString();
    case "hs_object_source":
      return sourceOf(record.createdBy);
    case "hs_object_source_id":
      return sourceIdOf(record.createdBy);
    default: {
      const value = record.fields[name];
      return value === undefined || value === null ? null : String(value);
    }
  }
}

function sourceOf({ kind }: Caller): string {
  return { person: "CRM_UI", integration: "INTEGRATION", system: "IMPORT", nobody: "INTERNAL" }[
    kind
  ];
}

function sourceIdOf({ kind, id }: Caller): string {
  return kind === "person" ? `userId:${id}` : id;
}

export interface RecordShape {
  /** Undefined: the few that HubSpot returns unasked. */
  properties?: readonly string[] | undefined;
  history?: readonly string[] | undefined;
}

export function recordView(
  record: StoredRecord,
  { properties, history }: RecordShape = {},
): Record<string, unknown> {
  const object = record.object as HubspotObject;
  const isAsked = properties !== undefined && properties.length > 0;
  const { modified, defaults } = objects[object];
  const always = ["createdate", modified, "hs_object_id"];
  const names = new Set([...always, ...(isAsked ? properties : defaults)]);
  const values: Record<string, string | null> = {};
  for (const name of names) values[name] = propertyOf(record, name);
  return {
    id: record.id,
    properties: values,
    ...(history && history.length > 0 && { propertiesWithHistory: historyOf(record, history) }),
    createdAt: new Date(record.createdAtMs).toISOString(),
    updatedAt: new Date(record.modifiedAtMs).toISOString(),
    archived: record.deletedAtMs !== null,
    ...(record.deletedAtMs !== null && { archivedAt: new Date(record.deletedAtMs).toISOString() }),
  };
}

function historyOf(record: StoredRecord, names: readonly string[]): Record<string, unknown[]> {
  return Object.fromEntries(names.map((name) => [name, versionsOf(record, name).map(versionView)]));
}

/** The newest first. */
function versionsOf(record: StoredRecord, name: string): FieldVersion[] {
  const versions = record.versions[name];
  if (versions) return versions.toReversed();
  const value = propertyOf(record, name);
  return value === null ? [] : [{ value, atMs: record.createdAtMs, by: record.createdBy }];
}

function versionView({ value, atMs, by }: FieldVersion): Record<string, unknown> {
  return {
    value: value === null ? "" : String(value),
    timestamp: new Date(atMs).toISOString(),
    sourceType: sourceOf(by),
    sourceId: sourceIdOf(by),
    ...(by.kind === "person" && { updatedByUserId: Number(by.id) }),
  };
}
