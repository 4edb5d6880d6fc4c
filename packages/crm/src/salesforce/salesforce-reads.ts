import type { CrmRecord, ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import type { RecordsToWrite, RecordToWrite } from "../crm-adapter.ts";
import type { HintedRead } from "../hint.ts";
import { chunk } from "../write-suspects.ts";
import { malformed } from "./salesforce-client.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { salesforceId } from "./salesforce-id.ts";
import { fieldsOfOptions, optionsOfRows } from "./salesforce-record-options.ts";
import {
  fieldsToRead,
  isConverted,
  isPlaced,
  recordFromSalesforce,
  type SalesforceRow,
  salesforceRow,
} from "./salesforce-records.ts";
import { withSchema } from "./salesforce-schema.ts";

export const salesforceMaxBatch = 200;
/** Records that are retrieved in one call. */
export const mostRetrieved = 2000;

/** Beside its fields every row names its object. */
const retrievedRow = salesforceRow.extend({ attributes: z.object({ type: z.string() }) });
/** A record that is gone is a null in its place. */
const retrieveReply = z.array(retrievedRow.nullable());

/** The records that exist; deleted ones, and what is no id of Salesforce, are left out. */
export async function readSalesforceRecords(
  context: SalesforceContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<CrmRecord[]> {
  return inBatches(ids, (batch) => readBatch(context, { object, ids: batch }, signal));
}

/** The same, with the options that each of them takes. */
export async function readSalesforceToWrite(
  context: SalesforceContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<RecordsToWrite> {
  const read = (batch: readonly string[]) =>
    readBatch(context, { object, ids: batch, isToWrite: true }, signal);
  return { records: await inBatches(ids, read, mostRetrieved) };
}

async function inBatches(
  ids: readonly string[],
  read: (batch: readonly string[]) => Promise<RecordToWrite[]>,
  most = salesforceMaxBatch,
): Promise<RecordToWrite[]> {
  const wanted = new Set(ids.flatMap((id) => salesforceId(id) ?? []));
  const records: RecordToWrite[] = [];
  for (const batch of chunk([...wanted], most)) records.push(...(await read(batch)));
  return records;
}

/** Which record another was merged into, the scans tell. */
export async function readSalesforceNow(
  context: SalesforceContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<HintedRead> {
  const records = await readSalesforceRecords(context, { object, ids }, signal);
  const found = new Set(records.map(({ ref }) => ref.id));
  return {
    changes: records.map((record) => ({ kind: "changed", ...record })),
    gone: ids.filter((id) => !found.has(salesforceId(id) ?? id)),
  };
}

function readBatch(
  context: SalesforceContext,
  {
    object,
    ids,
    isToWrite = false,
  }: { object: ObjectName; ids: readonly string[]; isToWrite?: boolean },
  signal: AbortSignal,
): Promise<RecordToWrite[]> {
  const { client, connection } = context;
  const outputs = context.outputs(object);
  const read = context.objectOf(object);
  return withSchema(context, { object, signal }, async (schema) => {
    const fields = fieldsToRead({ read, outputs, schema });
    if (isToWrite) fields.push(...fieldsOfOptions(outputs, schema));
    const { data } = await client.request(
      {
        method: "POST",
        path: `/composite/sobjects/${read.type}`,
        body: { ids, fields: [...new Set(fields)] },
        during: "read",
      },
      signal,
    );
    const rows = retrievedRows(data, { type: read.type, ids }).filter((row) => !isConverted(row));
    const options = isToWrite ? await optionsOfRows(context, { object, rows, schema }, signal) : [];
    return rows.map((row, index) => ({
      ...recordFromSalesforce(row, { connection, object, read, outputs, schema }),
      ...(options[index] && { options: options[index] }),
    }));
  });
}

/**
 * The rows of a retrieve's reply, in the order of the request, so that one without a proper id is still
 * known; records that are gone are left out. Pure.
 *
 * @throws CrmError `unreadable` for a list that is not complete, or that is of other records.
 */
export function retrievedRows(
  data: unknown,
  { type, ids }: { type: string; ids: readonly string[] },
): SalesforceRow[] {
  const parsed = retrieveReply.safeParse(data);
  if (!parsed.success) throw malformed(parsed.error);
  if (parsed.data.length !== ids.length) throw malformed(new Error("the list is not complete"));
  return parsed.data.flatMap((row, index) => {
    if (row === null) return [];
    const isOfType = row.attributes.type.toLowerCase() === type.toLowerCase();
    if (!isOfType) throw malformed(new Error("a row is of another object"));
    const id = salesforceId(row.Id ?? "");
    if (id !== undefined && id !== ids[index])
      throw malformed(new Error("a row is another record"));
    return isPlaced(row) ? row : { ...row, Id: ids[index] };
  });
}
