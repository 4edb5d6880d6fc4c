import type { ObjectName } from "@fieldwork/contracts";
import { isAppError } from "@fieldwork/runtime";
import { z } from "zod";
import { isoFromMs } from "../canonical-values.ts";
import type { Cursor, Page } from "../crm-adapter.ts";
import {
  cursorFrom,
  historyOf,
  nextScan,
  type Overlap,
  positionFrom,
  type ScanPosition,
  windowStartMs,
} from "../scan-position.ts";
import { malformed, type SalesforceReply } from "./salesforce-client.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import type { SalesforceSchema } from "./salesforce-fields.ts";
import {
  changeFromSalesforce,
  fieldsToRead,
  identify,
  isPlaced,
  type SalesforceRow,
  salesforceRow,
} from "./salesforce-records.ts";
import { withSchema } from "./salesforce-schema.ts";
import { soqlText, soqlTime } from "./salesforce-soql.ts";

const queryReply = z.object({
  done: z.boolean(),
  nextRecordsUrl: z.string().startsWith("/services/data/").nullish(),
  records: z.array(salesforceRow),
});

/**
 * One scan, in the order of (SystemModstamp, Id), so that any number of rows may share a second. Pages
 * are as long as Salesforce makes them; a locator it has dropped is replaced by a query from the last row.
 */
export async function* readSalesforceChanges(
  context: SalesforceContext,
  { object, cursor }: { object: ObjectName; cursor: Cursor | null },
  signal: AbortSignal,
): AsyncIterable<Page> {
  let position = positionFrom(cursor);
  for (;;) {
    let rowsOfQuery = 0;
    let page: QueryPage | undefined = await queryFrom(context, { object, position }, signal);
    while (page !== undefined) {
      rowsOfQuery += page.rows.length;
      position = advance(position, page);
      const isLast = page.nextRecordsUrl === undefined && rowsOfQuery < context.pageSize;
      yield {
        changes: page.changes,
        cursor: cursorFrom(isLast ? nextScan(position, context.overlap) : position),
        history: historyOf(position),
      };
      if (isLast) return;
      page = await pageAfter(context, { object, page }, signal);
    }
  }
}

interface QueryPage {
  rows: readonly SalesforceRow[];
  changes: Page["changes"];
  nextRecordsUrl: string | undefined;
  schema: SalesforceSchema;
  serverTimeMs: number;
}

function advance(position: ScanPosition, { rows, serverTimeMs }: QueryPage): ScanPosition {
  const last = rows.findLast(isPlaced);
  const { id, vendorAt } = last ? identify(last) : { id: position.id, vendorAt: position.stamp };
  return { ...position, startedAt: position.startedAt ?? serverTimeMs, id, stamp: vendorAt };
}

async function queryFrom(
  context: SalesforceContext,
  { object, position }: { object: ObjectName; position: ScanPosition },
  signal: AbortSignal,
): Promise<QueryPage> {
  const { client, outputs, objectOf, overlap, pageSize } = context;
  const read = objectOf(object);
  return withSchema(context, { object, signal }, async (schema) => {
    const soql = changesQuery(position, {
      sobject: read.type,
      fields: ["IsDeleted", ...fieldsToRead({ read, outputs: outputs(object), schema })],
      overlap,
      pageSize,
    });
    // A first load has no use for the recycle bin.
    const resource = position.scannedAt === null ? "query" : "queryAll";
    const path = `/${resource}?q=${encodeURIComponent(soql)}`;
    const reply = await client.request({ method: "GET", path, during: "read" }, signal);
    return toPage(context, { object, schema, reply });
  });
}

/** The next page of the same query; undefined when it is read, or Salesforce has dropped it. */
async function pageAfter(
  context: SalesforceContext,
  { object, page }: { object: ObjectName; page: QueryPage },
  signal: AbortSignal,
): Promise<QueryPage | undefined> {
  if (page.nextRecordsUrl === undefined) return undefined;
  try {
    const reply = await context.client.request(
      { method: "GET", path: page.nextRecordsUrl, during: "read" },
      signal,
    );
    return toPage(context, { object, schema: page.schema, reply });
  } catch (error) {
    if (isAppError(error) && error.details.errorCode === "INVALID_QUERY_LOCATOR") return undefined;
    throw error;
  }
}

function toPage(
  { connection, outputs, objectOf }: SalesforceContext,
  {
    object,
    schema,
    reply,
  }: { object: ObjectName; schema: SalesforceSchema; reply: SalesforceReply },
): QueryPage {
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
  const read = objectOf(object);
  const recordContext = { connection, object, read, outputs: outputs(object), schema };
  return {
    rows: records,
    changes: records.map((row) => changeFromSalesforce(row, recordContext)),
    nextRecordsUrl: done ? undefined : (nextRecordsUrl ?? undefined),
    schema,
    serverTimeMs,
  };
}

interface QueryOptions {
  sobject: string;
  fields: readonly string[];
  overlap: Overlap;
  pageSize: number;
}

/** The query for the rows of a window that come after a position. */
export function changesQuery(
  position: ScanPosition,
  { sobject, fields, overlap, pageSize }: QueryOptions,
): string {
  const condition = changedAfter(position, overlap);
  return [
    `SELECT ${fields.join(", ")} FROM ${sobject}`,
    ...(condition === undefined ? [] : [`WHERE ${condition}`]),
    `ORDER BY SystemModstamp, Id LIMIT ${pageSize}`,
  ].join(" ");
}

function changedAfter(position: ScanPosition, overlap: Overlap): string | undefined {
  const { stamp, id } = position;
  if (stamp !== null && id !== null) {
    const at = soqlTime(stamp);
    return `(SystemModstamp = ${at} AND Id > ${soqlText(id)}) OR SystemModstamp > ${at}`;
  }
  const fromMs = windowStartMs(position, overlap);
  const from = fromMs === null ? undefined : isoFromMs(fromMs);
  return from === undefined ? undefined : `SystemModstamp >= ${soqlTime(from)}`;
}
