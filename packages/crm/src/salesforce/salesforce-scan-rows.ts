import type { ObjectName } from "@fieldwork/contracts";
import { isoFromMs } from "../canonical-values.ts";
import type { Page } from "../crm-adapter.ts";
import {
  cursorFrom,
  historyOf,
  type Overlap,
  type ScanPosition,
  windowStartMs,
} from "../scan-position.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import type { SalesforceSchema } from "./salesforce-fields.ts";
import {
  changeFromSalesforce,
  fieldsOfEnds,
  fieldsToRead,
  identify,
  isConverted,
  isPlaced,
  type SalesforceRow,
} from "./salesforce-records.ts";
import { soqlText, soqlTime } from "./salesforce-soql.ts";

/** Where a scan has to go on, and how many rows were read. */
export interface Left {
  position: ScanPosition;
  rows: number;
}

/** The rows of a page, and when Salesforce returned them. */
export interface PageOfRows {
  rows: readonly SalesforceRow[];
  serverTimeMs: number;
}

export function advance(position: ScanPosition, { rows, serverTimeMs }: PageOfRows): ScanPosition {
  const last = rows.findLast(isPlaced);
  const { id, vendorAt } = last ? identify(last) : { id: position.id, vendorAt: position.stamp };
  return { ...position, startedAt: position.startedAt ?? serverTimeMs, id, stamp: vendorAt };
}

export function savedAt(position: ScanPosition): Pick<Page, "cursor" | "history"> {
  return { cursor: cursorFrom(position), history: historyOf(position) };
}

export function changesIn(
  rows: readonly SalesforceRow[],
  { connection, outputs, objectOf }: SalesforceContext,
  { object, schema, isFirst }: { object: ObjectName; schema: SalesforceSchema; isFirst: boolean },
): Page["changes"] {
  const of = { connection, object, read: objectOf(object), outputs: outputs(object), schema };
  return rows
    .filter((row) => !isFirst || !isConverted(row))
    .map((row) => changeFromSalesforce(row, of));
}

export function queryAfter(
  { objectOf, outputs, overlap }: SalesforceContext,
  {
    object,
    position,
    schema,
    pageSize,
  }: {
    object: ObjectName;
    position: ScanPosition;
    schema: SalesforceSchema;
    pageSize?: number;
  },
): string {
  const read = objectOf(object);
  const fields = fieldsToRead({ read, outputs: outputs(object), schema });
  const query = { sobject: read.type, fields: [...fieldsOfEnds(schema), ...fields] };
  return changesQuery(position, { ...query, overlap, pageSize });
}

interface QueryOptions {
  sobject: string;
  fields: readonly string[];
  overlap: Overlap;
  /** Undefined: all of them. */
  pageSize?: number | undefined;
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
    "ORDER BY SystemModstamp, Id",
    ...(pageSize === undefined ? [] : [`LIMIT ${pageSize}`]),
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
