import type { ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter, FieldDescription, RecordToWrite } from "@fieldwork/crm";
import { isOutdated } from "@fieldwork/write-rules";
import type { FieldDescriptions } from "./field-descriptions.ts";

export interface DescribedRecords {
  live: readonly RecordToWrite[];
  descriptions: readonly FieldDescription[];
}

export interface DescribedRead {
  adapter: CrmAdapter;
  object: ObjectName;
  recordIds: readonly string[];
  /** The fields to be decided on. */
  fields: readonly string[];
}

/**
 * Records as they are now, together with a description that fits them: if a read shows that the
 * description is outdated, both are fetched again.
 */
export async function readDescribed(
  known: FieldDescriptions,
  { adapter, object, recordIds, fields }: DescribedRead,
  signal: AbortSignal,
): Promise<DescribedRecords> {
  const readLive = async () => {
    const read = await adapter.readToWrite?.(object, recordIds, signal);
    return read?.records ?? (await adapter.readRecords(object, recordIds, signal));
  };
  const description = await known.get(adapter, object, signal);
  const records = await readLive();
  if (!isOutdated({ records, description, fields })) {
    return { live: records, descriptions: description.fields };
  }
  const fresh = await known.refresh(adapter, object, signal);
  const live = await readLive();
  return { live, descriptions: fresh.fields };
}
