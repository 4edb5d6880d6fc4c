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
import { allHidden, type SalesforceActivityContext } from "./salesforce-activity-context.ts";
import { type SalesforceActivity, salesforceActivities } from "./salesforce-activity-kinds.ts";
import { malformed } from "./salesforce-client.ts";
import { salesforceId } from "./salesforce-id.ts";
import { readLinks } from "./salesforce-links.ts";
import { type QueriedRow, queriedRow, textOf } from "./salesforce-query.ts";
import { soqlText, soqlTime } from "./salesforce-soql.ts";

const queryReply = z.object({ done: z.boolean(), records: z.array(queriedRow) });

interface TouchedAsk {
  kind: ActivityKind;
  objects: readonly ObjectName[];
  cursor: Cursor | null;
}

/**
 * One scan of each object that holds a kind, deleted ones included: as of changes, by stamp and id, with
 * the same overlap. Rows of other kinds in the same table are told with it: a hint too many costs a read.
 */
export async function* readSalesforceTouched(
  context: SalesforceActivityContext,
  { kind, objects, cursor }: TouchedAsk,
  signal: AbortSignal,
): AsyncIterable<TouchedPage> {
  const objectOfId = await objectsByPrefix(context, objects, signal);
  const sources = salesforceActivities[kind];
  const hidden: string[] = [];
  let whole = cursor;
  for (const source of sources) {
    const pages = scanSource(context, { kind, source, cursor: whole, objectOfId }, signal);
    let isShown = false;
    for await (const { touched, position } of pages) {
      isShown = true;
      whole = withPosition(whole, source, position);
      yield { touched, cursor: whole };
    }
    if (!isShown) hidden.push(source.type);
  }
  if (hidden.length === sources.length) throw allHidden(kind, hidden);
}

/** Each object's place stands under its name; that of the only one there was before, under none. */
const firstTypes: ReadonlySet<string> = new Set(["ContentNote", "EmailMessage", "Task"]);

function keyOf({ type }: SalesforceActivity, name: string): string {
  return firstTypes.has(type) ? name : `${type} ${name}`;
}

function positionOf(cursor: Cursor | null, source: SalesforceActivity): Cursor | null {
  const names = ["scannedAt", "deepAt", "startedAt", "stamp", "id"];
  const isThere = cursor?.[keyOf(source, "scannedAt")] !== undefined;
  if (!isThere) return null;
  return Object.fromEntries(names.map((name) => [name, cursor[keyOf(source, name)] ?? null]));
}

function withPosition(
  cursor: Cursor | null,
  source: SalesforceActivity,
  position: ScanPosition,
): Cursor {
  const placed = Object.entries(cursorFrom(position));
  return {
    ...cursor,
    ...Object.fromEntries(placed.map(([name, value]) => [keyOf(source, name), value])),
  };
}

interface SourceAsk {
  kind: ActivityKind;
  source: SalesforceActivity;
  cursor: Cursor | null;
  objectOfId: (id: string) => ObjectName | undefined;
}

/** No page at all of an object that is hidden from us. */
async function* scanSource(
  context: SalesforceActivityContext,
  { kind, source, cursor, objectOfId }: SourceAsk,
  signal: AbortSignal,
): AsyncIterable<{ touched: Touched[]; position: ScanPosition }> {
  const { connection, overlap, pageSize, unlessHidden } = context;
  let position = positionFrom(positionOf(cursor, source) ?? cursorFromNow(overlap));
  for (;;) {
    const read = await unlessHidden({ kind, source: source.type }, () =>
      rowsAfter(context, { source, position }, signal),
    );
    if (read === undefined) return;
    const { rows, isWhole, serverTimeMs } = read;
    // Pages are as long as Salesforce makes them: the next query goes on behind the last row.
    const isLast = isWhole && rows.length < pageSize;
    const last = rows.at(-1);
    position = {
      ...position,
      startedAt: position.startedAt ?? serverTimeMs,
      ...(last && { id: textOf(last, "Id"), stamp: textOf(last, source.stamp) }),
    };
    const parents = await parentsOf(context, { kind, source, rows }, signal);
    const touched = parents.flatMap(({ parent, at }): Touched[] => {
      const object = objectOfId(parent);
      if (object === undefined) return [];
      return [{ ref: { connection, object, id: parent }, atMs: Date.parse(at) }];
    });
    yield { touched, position: isLast ? nextScan(position, overlap) : position };
    if (isLast) return;
  }
}

async function rowsAfter(
  { client, overlap, pageSize }: SalesforceActivityContext,
  { source, position }: { source: SalesforceActivity; position: ScanPosition },
  signal: AbortSignal,
): Promise<{ rows: QueriedRow[]; isWhole: boolean; serverTimeMs: number }> {
  const { type, stamp, parents } = source;
  const where = changedAfter(position, { stamp, fromMs: windowStartMs(position, overlap) ?? 0 });
  const soql = `SELECT Id, ${[stamp, ...parents].join(", ")} FROM ${type} WHERE ${where} ORDER BY ${stamp}, Id LIMIT ${pageSize}`;
  const path = `/queryAll?q=${encodeURIComponent(soql)}`;
  const { data, headers } = await client.request({ method: "GET", path, during: "read" }, signal);
  const parsed = queryReply.safeParse(data);
  if (!parsed.success) throw malformed(parsed.error);
  const serverTimeMs = Date.parse(headers.date ?? "");
  if (Number.isNaN(serverTimeMs)) throw malformed(new Error("the reply has no Date header"));
  const { done: isWhole } = parsed.data;
  if (parsed.data.records.length === 0 && !isWhole)
    throw malformed(new Error("a page without rows refers to a next page"));
  const placed = parsed.data.records.flatMap((one) => {
    const id = salesforceId(textOf(one, "Id") ?? "");
    const at = canonicalTime(textOf(one, stamp) ?? "");
    return id === undefined || at === undefined ? [] : [{ ...one, Id: id, [stamp]: at }];
  });
  if (placed.length < parsed.data.records.length) {
    throw malformed(new Error("a row of a page has no id or timestamp"));
  }
  return { rows: placed, isWhole, serverTimeMs };
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
  context: SalesforceActivityContext,
  {
    kind,
    source,
    rows,
  }: { kind: ActivityKind; source: SalesforceActivity; rows: readonly QueriedRow[] },
  signal: AbortSignal,
): Promise<{ parent: string; at: string }[]> {
  const { stamp, parents, links } = source;
  const named = rows.flatMap((row) =>
    parents.flatMap((name) => {
      const parent = salesforceId(textOf(row, name) ?? "");
      return parent === undefined ? [] : [{ parent, at: textOf(row, stamp) ?? "" }];
    }),
  );
  if (links === undefined || rows.length === 0) return named;
  const atOf = new Map(rows.map((row) => [textOf(row, "Id") ?? "", textOf(row, stamp) ?? ""]));
  const linked = await context.unlessHidden({ kind, source: links.type }, () =>
    readLinks(context, { links, ids: [...atOf.keys()] }, signal),
  );
  const told = (linked ?? []).map(({ activity, record }) => ({
    parent: record,
    at: atOf.get(activity) ?? "",
  }));
  return [...named, ...told];
}

/** Which of the objects an id is of: its first letters tell. */
async function objectsByPrefix(
  { schemas }: SalesforceActivityContext,
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
