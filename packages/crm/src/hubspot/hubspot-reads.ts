import type { CrmRecord, ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import { CrmError } from "../crm-error.ts";
import { chunk } from "../write-suspects.ts";
import { malformed } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { errorFromHubspotItem, type HubspotItemError, hubspotItemError } from "./hubspot-errors.ts";
import { hubspotObjects, propertiesToRead } from "./hubspot-fields.ts";
import {
  type HubspotRecord,
  hubspotRecord,
  needsSchema,
  recordFromHubspot,
} from "./hubspot-records.ts";

export const hubspotMaxBatch = 100;

const batchReply = z.object({
  results: z.array(hubspotRecord),
  errors: z.array(hubspotItemError).nullish(),
});

/** The records that exist under these very ids; an id that was merged away is gone, its record has another. */
export async function readHubspotRecords(
  context: HubspotContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<CrmRecord[]> {
  const wanted = new Set(ids.filter((id) => /^\d+$/.test(id)));
  const records: CrmRecord[] = [];
  for (const batch of chunk([...wanted], hubspotMaxBatch)) {
    records.push(...(await readThoseThere(context, { object, ids: batch }, signal)));
  }
  return records.filter(({ ref }) => wanted.has(ref.id));
}

/** HubSpot may refuse the whole call for records that are gone, where it names them. */
async function readThoseThere(
  context: HubspotContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<CrmRecord[]> {
  try {
    return await readBatch(context, { object, ids }, signal);
  } catch (error) {
    if (!(error instanceof CrmError) || error.reason !== "gone") throw error;
    if (ids.length === 1) return [];
    const gone = new Set(Array.isArray(error.details.ids) ? error.details.ids : []);
    const rest = ids.filter((id) => !gone.has(id));
    if (rest.length === 0) return [];
    if (rest.length < ids.length) return await readBatch(context, { object, ids: rest }, signal);
    throw new CrmError("HubSpot says of several records that one is gone, and not which", {
      ...{ reason: "refused-read", outcome: "rejected", signature: error.signature },
      details: error.details,
      cause: error,
    });
  }
}

async function readBatch(
  context: HubspotContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<CrmRecord[]> {
  const { client, outputs } = context;
  const reply = await client.call("read", signal, (apis) =>
    apis.batch.read(hubspotObjects[object].type, {
      properties: propertiesToRead(object, outputs[object]),
      propertiesWithHistory: [],
      inputs: ids.map((id) => ({ id })),
    }),
  );
  const parsed = batchReply.safeParse(reply);
  if (!parsed.success) throw malformed(parsed.error);
  const failure = readFailure(parsed.data.errors ?? []);
  if (failure) throw failure;
  return recordsFromHubspot(context, { object, rows: parsed.data.results }, signal);
}

/** Rows in canonical terms. The properties are looked up where some choice is not in our words. */
export async function recordsFromHubspot(
  { connection, outputs: all, schemas }: HubspotContext,
  { object, rows }: { object: ObjectName; rows: readonly HubspotRecord[] },
  signal: AbortSignal,
): Promise<CrmRecord[]> {
  const outputs = all[object];
  const schema = needsSchema(rows, outputs) ? await schemas.get(object, signal) : undefined;
  return rows.map((row) => recordFromHubspot(row, { connection, object, outputs, schema }));
}

/** Why not every record was returned that is there. One that is gone is none of it. */
function readFailure(items: readonly HubspotItemError[]): CrmError | undefined {
  const failed = items
    .map((item) => ({ error: errorFromHubspotItem(item), ids: item.context?.ids }))
    .filter(({ error }) => error.reason !== "gone");
  const { error } = failed.find((one) => one.error.retryable) ?? failed[0] ?? {};
  if (error === undefined) return undefined;
  const isRefused = error.reason === "refused-record";
  return new CrmError("HubSpot did not return every record", {
    reason: isRefused ? "refused-read" : error.reason,
    scope: error.scope,
    outcome: "rejected",
    waitMs: error.retryAfterMs,
    signature: error.signature,
    details: { ids: failed.flatMap(({ ids }) => ids ?? []) },
    cause: error,
  });
}
