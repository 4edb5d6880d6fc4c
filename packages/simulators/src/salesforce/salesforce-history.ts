import type { FieldVersion, StoredRecord } from "../core/record-store.ts";
import {
  objectNames,
  type SalesforceField,
  type SalesforceObjectName,
} from "./salesforce-fields.ts";
import { numberedId } from "./salesforce-ids.ts";
import type { SalesforceOrg } from "./salesforce-org.ts";

/** The history of an object's fields, as a query finds it: a row for each field that a save changed. */
export interface HistoryObject {
  rows: Iterable<StoredRecord>;
  field(name: string): SalesforceField | undefined;
}

/** Undefined for what is no history, or for an org that keeps none. */
export function historyObject(org: SalesforceOrg, name: string): HistoryObject | undefined {
  if (!org.options.fieldHistory) return undefined;
  const of = objectNames.find((one) => nameOf(one).toLowerCase() === name.toLowerCase());
  if (of === undefined) return undefined;
  const fields = fieldsOf(of);
  return {
    rows: rowsOf(org, of),
    field: (wanted) => fields.find((one) => one.name.toLowerCase() === wanted.toLowerCase()),
  };
}

function nameOf(object: SalesforceObjectName): string {
  return object === "Opportunity" ? "OpportunityFieldHistory" : `${object}History`;
}

function fieldsOf(object: SalesforceObjectName): SalesforceField[] {
  return [
    { name: "Id", label: "History ID", type: "id", length: 18 },
    { name: `${object}Id`, label: object, type: "reference", length: 18 },
    { name: "Field", label: "Changed Field", type: "picklist" },
    { name: "OldValue", label: "Old Value", type: "string" },
    { name: "NewValue", label: "New Value", type: "string" },
    { name: "CreatedDate", label: "Created Date", type: "datetime" },
    { name: "CreatedById", label: "Created By ID", type: "reference", length: 18 },
  ];
}

function* rowsOf(org: SalesforceOrg, object: SalesforceObjectName): Iterable<StoredRecord> {
  const changes = [...org.store.all(object)].flatMap((record) => changesOf(org, record));
  changes.sort((a, b) => a.now.atMs - b.now.atMs);
  for (const [index, { record, field, before, now }] of changes.entries()) {
    const { value, atMs, by } = now;
    const isLong = field.type === "textarea" && (field.length ?? 0) > 255;
    yield {
      object: nameOf(object),
      id: numberedId("017Wz00000", index + 1),
      fields: {
        [`${object}Id`]: record.id,
        Field: field.name,
        OldValue: isLong ? null : before,
        NewValue: isLong ? null : value,
      },
      ...{ createdAtMs: atMs, createdBy: by, modifiedAtMs: atMs, modifiedBy: by },
      ...{ savedAtMs: atMs, savedBy: by, deletedAtMs: null, versions: {} },
    };
  }
}

interface FieldChange {
  record: StoredRecord;
  field: SalesforceField;
  before: unknown;
  now: FieldVersion;
}

function changesOf({ schema }: SalesforceOrg, record: StoredRecord): FieldChange[] {
  const { versions, createdAtMs, createdBy } = record;
  return Object.entries(versions).flatMap(([name, ofField]) => {
    const field = schema.field(record.object as SalesforceObjectName, name);
    const [first] = ofField;
    if (!field || !first) return [];
    // What a record was created with is no change.
    const isCreation = first.atMs === createdAtMs && first.by.id === createdBy.id;
    return ofField.flatMap((now, index) =>
      index === 0 && isCreation
        ? []
        : [{ record, field, before: ofField[index - 1]?.value ?? null, now }],
    );
  });
}
