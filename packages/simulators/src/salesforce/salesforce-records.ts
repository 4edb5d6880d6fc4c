import type { StoredRecord } from "../core/record-store.ts";
import type { SalesforceField } from "./salesforce-fields.ts";
import { formatTime } from "./salesforce-values.ts";

/** A field's value as Salesforce returns it. */
export function fieldValue(record: StoredRecord, { name, type }: SalesforceField): unknown {
  switch (name) {
    case "Id":
      return record.id;
    case "IsDeleted":
      return record.deletedAtMs !== null;
    case "CreatedDate":
      return formatTime(record.createdAtMs);
    case "CreatedById":
      return record.createdBy.id;
    case "SystemModstamp":
      return formatTime(record.modifiedAtMs);
    case "LastModifiedDate":
      return formatTime(record.savedAtMs);
    case "LastModifiedById":
      return record.savedBy.id;
    case "OwnerId":
      return record.fields.OwnerId ?? record.createdBy.id;
    case "Name":
      return record.fields.Name ?? fullName(record.fields);
    default:
      return record.fields[name] ?? (type === "boolean" ? false : null);
  }
}

function fullName({ FirstName, LastName }: Record<string, unknown>): string | null {
  const parts = [FirstName, LastName].filter((part) => typeof part === "string" && part !== "");
  return parts.length > 0 ? parts.join(" ") : null;
}

export function recordView(
  record: StoredRecord,
  fields: Iterable<SalesforceField>,
  version: string,
): Record<string, unknown> {
  const { object, id } = record;
  const view: Record<string, unknown> = {
    attributes: { type: object, url: `/services/data/${version}/sobjects/${object}/${id}` },
  };
  for (const field of fields) view[field.name] = fieldValue(record, field);
  return view;
}
