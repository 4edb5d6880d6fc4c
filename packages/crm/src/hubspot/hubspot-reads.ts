import type { CrmRecord, ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import type { Change } from "../crm-adapter.ts";
import { CrmError } from "../crm-error.ts";
import type { HintedRead } from "../hint.ts";
import { chunk } from "../write-suspects.ts";
import { malformed } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { errorFromHubspotItem, type HubspotItemError, hubspotItemError } from "./hubspot-errors.ts";
import { propertiesToRead } from "./hubspot-fields.ts";
import {
  type HubspotRecord,
  hubspotRecord,
  idsMergedInto,
  mergedAway,
  mergedIds,
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
    const read = await readThoseThere(context, { object, ids: batch }, signal);
    records.push(...read.records);
  }
  return records.filter(({ ref }) => wanted.has(ref.id));
}

/** The records that are there now, with the ends of those that were merged into them; and which are gone. */
export async function readHubspotNow(
  context: HubspotContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<HintedRead> {
  const changes = new Map<string, Change>();
  for (const batch of chunk([...new Set(ids)], hubspotMaxBatch)) {
    const { records, ends } = await readThoseThere(context, { object, ids: batch }, signal);
    for (const record of records) changes.set(record.ref.id, { kind: "changed", ...record });
    for (const end of ends) changes.set(end.ref.id, end);
  }
  return { changes: [...changes.values()], gone: ids.filter((id) => !changes.has(id)) };
}

/**
 * Only a record that HubSpot says is gone is left out: one that a reply passes over in silence is asked
 * for again, and then one of those alone, for which HubSpot has to say it.
 */
async function readThoseThere(
  context: HubspotContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<Pick<BatchRead, "records" | "ends">> {
  const first = await readBatch(context, { object, ids }, signal);
  if (first.unspoken.length === 0) return first;
  const again = await readBatch(context, { object, ids: first.unspoken }, signal);
  const [id] = again.unspoken;
  if (id !== undefined && !(await isGone(context, { object, id }, signal))) {
    throw new CrmError("HubSpot's reply leaves out records that exist", {
      ...{ reason: "unreadable", outcome: "rejected", details: { ids: again.unspoken } },
    });
  }
  return {
    records: [...first.records, ...again.records],
    ends: [...first.ends, ...again.ends],
  };
}

async function isGone(
  { client, objectOf }: HubspotContext,
  { object, id }: { object: ObjectName; id: string },
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await client.call("read", signal, ({ basic }) =>
      basic.getById(objectOf(object).type, id, ["hs_object_id"]),
    );
    return false;
  } catch (error) {
    if (error instanceof CrmError && error.reason === "gone") return true;
    throw error;
  }
}

interface BatchRead {
  records: CrmRecord[];
  /** Of the records that these were merged from. */
  ends: Change[];
  /** Neither returned nor said to be gone. */
  unspoken: string[];
}

async function readBatch(
  context: HubspotContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<BatchRead> {
  const { client, outputs, objectOf } = context;
  const read = objectOf(object);
  const request = {
    properties: [...propertiesToRead(read, outputs(object)), mergedIds],
    propertiesWithHistory: [],
    inputs: ids.map((id) => ({ id })),
  };
  const reply = await unlessAllGone(
    client.call("read", signal, ({ batch }) => batch.read(read.type, request)),
  );
  const parsed = batchReply.safeParse(reply);
  if (!parsed.success) throw malformed(parsed.error);
  const { results: rows, errors } = parsed.data;
  const failure = readFailure(errors ?? []);
  if (failure) throw failure;
  const records = await recordsFromHubspot(context, { object, rows }, signal);
  const ends = records.flatMap((record, index) => mergedAway(record, rows[index]));
  return { records, ends, unspoken: passedOver(ids, { rows, gone: errors ?? [] }) };
}

/** HubSpot may refuse the whole call for records that are gone, and name them: then it is as good as an answer. */
async function unlessAllGone(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof CrmError) || error.reason !== "gone") throw error;
    const { ids } = error.details;
    if (!Array.isArray(ids)) return { results: [], errors: [] };
    return { results: [], errors: [{ category: "OBJECT_NOT_FOUND", context: { ids } }] };
  }
}

function passedOver(
  ids: readonly string[],
  { rows, gone }: { rows: readonly HubspotRecord[]; gone: readonly HubspotItemError[] },
): string[] {
  const named = gone.flatMap(({ context }) => context?.ids ?? []).map(String);
  if (gone.length > 0 && named.length === 0) return [];
  const asked = new Set(ids);
  // A record that was merged away comes as the one that it is now.
  const told = rows.map((row) => [row.id, ...idsMergedInto(row)]);
  const spoken = new Set([...told.flat(), ...named]);
  const unspoken = ids.filter((id) => !spoken.has(id));
  const unasked = told.filter((those) => !those.some((id) => asked.has(id)));
  return unspoken.length <= unasked.length ? [] : unspoken;
}

/** Rows in canonical terms. The properties are looked up where some choice is not in our words. */
export async function recordsFromHubspot(
  { connection, outputs: all, objectOf, schemas }: HubspotContext,
  { object, rows }: { object: ObjectName; rows: readonly HubspotRecord[] },
  signal: AbortSignal,
): Promise<CrmRecord[]> {
  const outputs = all(object);
  const schema = needsSchema(rows, outputs) ? await schemas.get(object, signal) : undefined;
  const made = { connection, object, read: objectOf(object), outputs, schema };
  return rows.map((row) => recordFromHubspot(row, made));
}

/** Why an existing record may be missing from a reply. One that is gone does not count. */
export function readFailure(items: readonly HubspotItemError[]): CrmError | undefined {
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
