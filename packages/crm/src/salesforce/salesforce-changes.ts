import { setImmediate as nextTurn } from "node:timers/promises";
import type { ObjectName } from "@fieldwork/contracts";
import { isAppError } from "@fieldwork/runtime";
import { z } from "zod";
import type { Cursor, Page } from "../crm-adapter.ts";
import {
  cursorFrom,
  historyOf,
  nextScan,
  positionFrom,
  type ScanPosition,
} from "../scan-position.ts";
import { bulkPages } from "./salesforce-bulk-scan.ts";
import { malformed, type SalesforceReply } from "./salesforce-client.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import type { SalesforceSchema } from "./salesforce-fields.ts";
import { isPlaced, salesforceRow } from "./salesforce-records.ts";
import {
  advance,
  changesIn,
  type Left,
  type PageOfRows,
  queryAfter,
} from "./salesforce-scan-rows.ts";
import { withSchema } from "./salesforce-schema.ts";

const queryReply = z.object({
  done: z.boolean(),
  nextRecordsUrl: z.string().startsWith("/services/data/").nullish(),
  records: z.array(salesforceRow),
});

/**
 * One scan, in the order of (SystemModstamp, Id), so that any number of rows may share a second. Pages
 * are as long as Salesforce makes them; a locator it has dropped is replaced by a query from the last row.
 * A first scan that turns out to be long goes on by the Bulk API, in a few large pages, where that can
 * read the object; whatever becomes of its job, the scan goes on from the last row.
 */
export async function* readSalesforceChanges(
  context: SalesforceContext,
  { object, cursor }: { object: ObjectName; cursor: Cursor | null },
  signal: AbortSignal,
): AsyncIterable<Page> {
  let position = positionFrom(cursor);
  let mayBeBulk = position.scannedAt === null;
  let rowsOfScan = 0;
  for (;;) {
    const isLong = position.job !== undefined || rowsOfScan >= context.bulkAfterRows;
    const isBulk = mayBeBulk && isLong;
    const from = { object, position };
    const left = yield* isBulk
      ? bulkPages(context, from, signal)
      : queriedPages(context, from, signal);
    if (left === undefined) return;
    position = left.position;
    rowsOfScan += left.rows;
    if (isBulk) mayBeBulk = false;
  }
}

/**
 * What one query returns, page by page; undefined if that was the rest of the scan. The next page is asked
 * for before this one is worked on.
 */
async function* queriedPages(
  context: SalesforceContext,
  { object, position: from }: { object: ObjectName; position: ScanPosition },
  signal: AbortSignal,
): AsyncGenerator<Page, Left | undefined> {
  let position = from;
  let rows = 0;
  let page: QueryPage | undefined = await queryFrom(context, { object, position }, signal);
  while (page !== undefined) {
    const next = pageAfter(context, page, signal);
    // Whoever leaves the scan here does not wait for it.
    next.catch(() => undefined);
    if (page.nextRecordsUrl !== undefined) await untilSent();
    rows += page.rows.length;
    position = advance(position, page);
    const isLast = page.nextRecordsUrl === undefined && rows < context.pageSize;
    yield {
      changes: changesIn(page.rows, context, { object, ...page }),
      cursor: cursorFrom(isLast ? nextScan(position, context.overlap) : position),
      readAtMs: page.readAtMs,
      history: historyOf(position),
    };
    if (isLast) return undefined;
    page = await next;
  }
  return { position, rows };
}

interface QueryPage extends PageOfRows {
  nextRecordsUrl: string | undefined;
  readAtMs: number;
  schema: SalesforceSchema;
  /** Of the first scan of all. */
  isFirst: boolean;
}

async function queryFrom(
  context: SalesforceContext,
  { object, position }: { object: ObjectName; position: ScanPosition },
  signal: AbortSignal,
): Promise<QueryPage> {
  const { client, pageSize } = context;
  return withSchema(context, { object, signal }, async (schema) => {
    const soql = queryAfter(context, { object, position, schema, pageSize });
    // A first load has no use for the recycle bin, nor for what was converted long ago.
    const isFirst = position.scannedAt === null;
    const resource = isFirst ? "query" : "queryAll";
    const path = `/${resource}?q=${encodeURIComponent(soql)}`;
    const readAtMs = Date.now();
    const reply = await client.request({ method: "GET", path, during: "read" }, signal);
    return { ...pageIn(reply), readAtMs, schema, isFirst };
  });
}

/** The next page of the same query; undefined when it is read, or Salesforce has dropped it. */
async function pageAfter(
  { client }: SalesforceContext,
  { nextRecordsUrl: path, schema, isFirst }: QueryPage,
  signal: AbortSignal,
): Promise<QueryPage | undefined> {
  if (path === undefined) return undefined;
  const readAtMs = Date.now();
  try {
    const reply = await client.request({ method: "GET", path, during: "read" }, signal);
    return { ...pageIn(reply), readAtMs, schema, isFirst };
  } catch (error) {
    if (isAppError(error) && error.details.errorCode === "INVALID_QUERY_LOCATOR") return undefined;
    throw error;
  }
}

function pageIn(reply: SalesforceReply): PageOfRows & Pick<QueryPage, "nextRecordsUrl"> {
  const parsed = queryReply.safeParse(reply.data);
  if (!parsed.success) throw malformed(parsed.error);
  const { records, done, nextRecordsUrl } = parsed.data;
  const serverTimeMs = Date.parse(reply.headers.date ?? "");
  if (Number.isNaN(serverTimeMs)) throw malformed(new Error("the reply has no Date header"));
  // Without rows the next query would begin at the same place, for ever.
  if (records.length === 0 && !done)
    throw malformed(new Error("a page without rows refers to a next page"));
  if (records.length > 0 && !records.some(isPlaced)) {
    throw malformed(new Error("no row of a page has an id and a timestamp"));
  }
  return {
    rows: records,
    nextRecordsUrl: done ? undefined : (nextRecordsUrl ?? undefined),
    serverTimeMs,
  };
}

/** A client looks at an idle connection for a turn of the event loop before it sends on it. */
async function untilSent(): Promise<void> {
  await nextTurn();
  await nextTurn();
}
