import type { CrmRecord, ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import { chunk } from "../write-suspects.ts";
import { malformed } from "./salesforce-client.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { salesforceId } from "./salesforce-id.ts";
import {
  fieldsToRead,
  isPlaced,
  recordFromSalesforce,
  salesforceRow,
} from "./salesforce-records.ts";
import { withSchema } from "./salesforce-schema.ts";

export const salesforceMaxBatch = 200;

const retrieveReply = z.array(salesforceRow.nullable());

/** The records that exist; deleted ones, and what is no id of Salesforce, are left out. */
export async function readSalesforceRecords(
  context: SalesforceContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<CrmRecord[]> {
  const wanted = new Set(ids.flatMap((id) => salesforceId(id) ?? []));
  const records: CrmRecord[] = [];
  for (const batch of chunk([...wanted], salesforceMaxBatch)) {
    records.push(...(await readBatch(context, { object, ids: batch }, signal)));
  }
  return records;
}

function readBatch(
  context: SalesforceContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<CrmRecord[]> {
  const { client, connection } = context;
  const outputs = context.outputs(object);
  const read = context.objectOf(object);
  return withSchema(context, { object, signal }, async (schema) => {
    const { data } = await client.request(
      {
        method: "POST",
        path: `/composite/sobjects/${read.type}`,
        body: { ids, fields: fieldsToRead({ read, outputs, schema }) },
        during: "read",
      },
      signal,
    );
    const parsed = retrieveReply.safeParse(data);
    if (!parsed.success) throw malformed(parsed.error);
    // A record that is gone is a null in its place: a list of another length tells nothing.
    if (parsed.data.length !== ids.length) throw malformed(new Error("the list is not complete"));
    return parsed.data.flatMap((row, index) => {
      if (row === null) return [];
      // In the order of the request, so that a row without a proper id is still known.
      const named = isPlaced(row) ? row : { ...row, Id: ids[index] };
      return [recordFromSalesforce(named, { connection, object, read, outputs, schema })];
    });
  });
}
