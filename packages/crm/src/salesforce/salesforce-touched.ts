import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import type { ActivityKind } from "../activities/activity-kinds.ts";
import type { Touched, TouchedPage } from "../activities/crm-activities.ts";
import { canonicalTime, isoFromMs } from "../canonical-values.ts";
import type { Cursor } from "../crm-adapter.ts";
import { isHiddenFromUs } from "../crm-error.ts";
import {
  cursorFrom,
  cursorFromNow,
  nextScan,
  positionFrom,
  type ScanPosition,
  windowStartMs,
} from "../scan-position.ts";
import { chunk } from "../write-suspects.ts";
import { salesforceActivities } from "./salesforce-activity-kinds.ts";
import { malformed } from "./salesforce-client.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { salesforceId } from "./salesforce-id.ts";
import { type QueriedRow, queriedRow, rowsOf, soqlList, textOf } from "./salesforce-query.ts";
import { salesforceMaxBatch } from "./salesforce-reads.ts";
import { soqlText, soqlTime } from "./salesforce-soql.ts";

const queryReply = z.object({ records: z.array(queriedRow) });

interface TouchedAsk {
  kind: ActivityKind;
  objects: readonly ObjectName[];
  cursor: Cursor | null;
}

/**
 * One scan of a kind, deleted ones included: as of changes, by stamp and id, with the same overlap. Rows of
 * other kinds in the same table are told with it: a hint too many costs a read.
 */
export async function* readSalesforceTouched(
  context: SalesforceContext,
  { kind, objects, cursor }: TouchedAsk,
  signal: AbortSignal,
): AsyncIterable<TouchedPage> {
  const { overlap, pageSize } = context;
  const { stamp } = salesforceActivities[kind];
  const objectOfId = await objectsByPrefix(context, objects, signal);
  let position = positionFrom(cursor ?? cursorFromNow(overlap));
  for (;;) {
    const { rows, serverTimeMs } = await rowsAfter(context, { kind, position }, signal);
    const isLast = rows.length < pageSize;
    const last = rows.at(-1);
    position = {
      ...position,
      startedAt: position.startedAt ?? serverTimeMs,
      ...(last && { id: textOf(last, "Id"), stamp: textOf(last, stamp) }),
    };
    const touched: Touched[] = [];
    for (const { parent, at } of await parentsOf(context, { kind, rows }, signal)) {
      const object = objectOfId(parent);
      if (object === undefined) continue;
      const ref = { connection: context.connection, object, id: parent };
      touched.push({ ref, atMs: Date.parse(at) });
    }
    yield { touched, cursor: cursorFrom(isLast ? nextScan(position, overlap) : position) };
    if (isLast) return;
  }
}

async function rowsAfter(
  { client, overlap, pageSize }: SalesforceContext,
  { kind, position }: { kind: ActivityKind; position: ScanPosition },
  signal: AbortSignal,
): Promise<{ rows: QueriedRow[]; serverTimeMs: number }> {
  const { type, stamp, parents } = salesforceActivities[kind];
  const where = changedAfter(position, { stamp, fromMs: windowStartMs(position, overlap) ?? 0 });
  const soql = `SELECT Id, ${[stamp, ...parents].join(", ")} FROM ${type} WHERE ${where} ORDER BY ${stamp}, Id LIMIT ${pageSize}`;
  const path = `/queryAll?q=${encodeURIComponent(soql)}`;
  const { data, headers } = await client.request({ method: "GET", path, during: "read" }, signal);
  const parsed = queryReply.safeParse(data);
  if (!parsed.success) throw malformed(parsed.error);
  const serverTimeMs = Date.parse(headers.date ?? "");
  if (Number.isNaN(serverTimeMs)) throw malformed(new Error("the reply has no Date header"));
  const placed = parsed.data.records.flatMap((one) => {
    const id = salesforceId(textOf(one, "Id") ?? "");
    const at = canonicalTime(textOf(one, stamp) ?? "");
    return id === undefined || at === undefined ? [] : [{ ...one, Id: id, [stamp]: at }];
  });
  if (placed.length < parsed.data.records.length) {
    throw malformed(new Error("a row of a page has no id or timestamp"));
  }
  return { rows: placed, serverTimeMs };
}

function changedAfter(
  { stamp: last, id }: ScanPosition,
  { stamp, fromMs }: { stamp: string; fromMs: number },
): string {
  if (last !== null && id !== null) {
    const at = soqlTime(last);
    return `((${stamp} = ${at} AND Id > ${soqlText(id)}) OR ${stamp} > ${at})`;
  }
  return `${stamp} >= ${soqlTime(isoFromMs(fromMs) ?? "")}`;
}

/** The records that activities belong to, each with the activity's stamp. */
async function parentsOf(
  context: SalesforceContext,
  { kind, rows }: { kind: ActivityKind; rows: readonly QueriedRow[] },
  signal: AbortSignal,
): Promise<{ parent: string; at: string }[]> {
  const { stamp, parents } = salesforceActivities[kind];
  const idIn = (row: QueriedRow, name: string) => salesforceId(textOf(row, name) ?? "");
  if (parents.length > 0) {
    return rows.flatMap((row) =>
      parents.flatMap((name) => {
        const parent = idIn(row, name);
        return parent === undefined ? [] : [{ parent, at: textOf(row, stamp) ?? "" }];
      }),
    );
  }
  const atOf = new Map(rows.map((row) => [idIn(row, "Id") ?? "", textOf(row, stamp) ?? ""]));
  const found: { parent: string; at: string }[] = [];
  for (const batch of chunk([...atOf.keys()], salesforceMaxBatch)) {
    const soql = `SELECT ContentDocumentId, LinkedEntityId FROM ContentDocumentLink WHERE ContentDocumentId IN (${soqlList(batch)})`;
    for await (const link of rowsOf(context, soql, signal)) {
      const parent = idIn(link, "LinkedEntityId");
      const at = atOf.get(idIn(link, "ContentDocumentId") ?? "");
      if (parent !== undefined && at !== undefined) found.push({ parent, at });
    }
  }
  return found;
}

/** Which of the objects an id is of: its first letters tell. */
async function objectsByPrefix(
  { schemas }: SalesforceContext,
  objects: readonly ObjectName[],
  signal: AbortSignal,
): Promise<(id: string) => ObjectName | undefined> {
  const byPrefix = new Map<string, ObjectName>();
  for (const object of objects) {
    try {
      const { keyPrefix } = await schemas.get(object, signal);
      if (keyPrefix !== undefined) byPrefix.set(keyPrefix, object);
    } catch (error) {
      // An object that is hidden from us keeps the others from nothing.
      if (!isHiddenFromUs(error)) throw error;
    }
  }
  return (id) => byPrefix.get(id.slice(0, 3));
}
