import type { ObjectName, RecordFilter } from "@fieldwork/contracts";
import { z } from "zod";
import type {
  CrmAdapter,
  MatchingPage,
  ReadCalls,
  ReadMatching,
  SourceCount,
} from "../crm-adapter.ts";
import { countOfIds, readByIds } from "../matching/read-by-ids.ts";
import { callsOfIds, callsOfPages } from "../matching/read-calls.ts";
import { askedOfRecord, requiredIds, thoseMatching } from "../matching/value-filter.ts";
import { abortBulkJob } from "./salesforce-bulk.ts";
import { malformed } from "./salesforce-client.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { soqlFilter, soqlWhere } from "./salesforce-filter.ts";
import { salesforceId } from "./salesforce-id.ts";
import { callsOfReadJob, readByJob } from "./salesforce-job-reads.ts";
import { readSalesforceRecords, salesforceMaxBatch } from "./salesforce-reads.ts";
import {
  fieldsToRead,
  isConverted,
  recordFromSalesforce,
  salesforceRow,
} from "./salesforce-records.ts";
import { withSchema } from "./salesforce-schema.ts";

const queryReply = z.object({ done: z.boolean(), records: z.array(salesforceRow) });
const countReply = z.object({ totalSize: z.int().min(0) });
const token = z.object({ id: z.string() });

type Matching = Pick<CrmAdapter, "countMatching" | "readMatching" | "readCalls" | "abortReadJob">;

/** Counts and reads what matches a filter, by calls and by jobs. */
export function salesforceMatching(context: SalesforceContext): Matching {
  return {
    countMatching: (object, filter, signal) =>
      countSalesforceMatching(context, { object, filter }, signal),
    readMatching: (object, read, signal) =>
      readSalesforceMatching(context, { object, ...read }, signal),
    readCalls: (read) => salesforceReadCalls(context, read),
    abortReadJob: (id, signal) => abortBulkJob(context.client, id, signal),
  };
}

interface Asked {
  object: ObjectName;
  filter: RecordFilter;
}

async function countSalesforceMatching(
  context: SalesforceContext,
  { object, filter }: Asked,
  signal: AbortSignal,
): Promise<SourceCount> {
  const ids = requiredIds(filter);
  if (ids !== undefined) return countOfIds(ids);
  const read = context.objectOf(object);
  return withSchema(context, { object, signal }, async (schema) => {
    const of = { read, outputs: context.outputs(object), schema };
    const asked = soqlFilter(askedOfRecord(filter), of);
    const where = asked === undefined ? "" : ` WHERE ${asked.query}`;
    const { data } = await query(context, `SELECT COUNT() FROM ${read.type}${where}`, signal);
    const parsed = countReply.safeParse(data);
    if (!parsed.success) throw malformed(parsed.error);
    const count = parsed.data.totalSize;
    return isWhole(filter, asked) ? { count, is: "exact", why: null } : { count, ...atMost };
  });
}

const atMost = {
  is: "at-most",
  why: "Salesforce compares text without regard to case, and cannot be asked everything that the filter asks",
} as const;

function isWhole(filter: RecordFilter, asked: { isExact: boolean } | undefined): boolean {
  if (asked === undefined) return "all" in filter && filter.all.length === 0;
  return asked.isExact && askedOfRecord(filter) === filter;
}

/**
 * In the order of ids: a page begins after the last id of the one before, whatever has happened since. Many
 * are read by a job.
 */
async function readSalesforceMatching(
  context: SalesforceContext,
  { object, ...read }: ReadMatching & { object: ObjectName },
  signal: AbortSignal,
): Promise<MatchingPage> {
  const ids = requiredIds(read.filter);
  if (ids === undefined) return readAll(context, { object, ...read }, signal);
  const known = [...new Set(ids.flatMap((id) => salesforceId(id) ?? []))];
  return readByIds(known, read, (some) =>
    readSalesforceRecords(context, { object, ids: some }, signal),
  );
}

function salesforceReadCalls(
  context: SalesforceContext,
  { filter, expected, limit }: { filter: RecordFilter; expected: number; limit: number },
): ReadCalls {
  const ids = requiredIds(filter);
  if (ids !== undefined) return callsOfIds(ids, { limit, most: salesforceMaxBatch });
  const rows = Math.min(limit, context.pageSize);
  return callsOfReadJob(context, expected) ?? callsOfPages(expected, rows);
}

async function readAll(
  context: SalesforceContext,
  ask: ReadMatching & { object: ObjectName },
  signal: AbortSignal,
): Promise<MatchingPage> {
  const read = await readByJob(context, ask, signal);
  if ("records" in read) return read;
  const page = await readAfter(context, { ...ask, token: read.token }, signal);
  return { ...page, ...(read.job && { job: read.job }) };
}

async function readAfter(
  context: SalesforceContext,
  { object, filter, token: from, limit }: ReadMatching & { object: ObjectName },
  signal: AbortSignal,
): Promise<MatchingPage> {
  const { connection, outputs: all, objectOf, pageSize } = context;
  const [read, outputs] = [objectOf(object), all(object)];
  const most = Math.min(limit, pageSize);
  return withSchema(context, { object, signal }, async (schema) => {
    const parsedToken = token.safeParse(from);
    const after = parsedToken.success ? parsedToken.data.id : null;
    const where = soqlWhere(filter, { after, of: { read, outputs, schema } });
    const fields = fieldsToRead({ read, outputs, schema }).join(", ");
    const soql = `SELECT ${fields} FROM ${read.type}${where} ORDER BY Id LIMIT ${most}`;
    const { data } = await query(context, soql, signal);
    const parsed = queryReply.safeParse(data);
    if (!parsed.success) throw malformed(parsed.error);
    const { records: rows, done } = parsed.data;
    const lastId = rows.flatMap(({ Id }) => salesforceId(Id ?? "") ?? []).at(-1);
    const isLast = done && rows.length < most;
    if (!isLast && lastId === undefined) throw malformed(new Error("no row of a page has an id"));
    const made = { connection, object, read, outputs, schema };
    const records = rows
      .filter((row) => !isConverted(row))
      .map((row) => recordFromSalesforce(row, made));
    return {
      records: thoseMatching(filter, records),
      token: isLast || lastId === undefined ? null : { id: lastId },
    };
  });
}

function query({ client }: SalesforceContext, soql: string, signal: AbortSignal) {
  const path = `/query?q=${encodeURIComponent(soql)}`;
  return client.request({ method: "GET", path, during: "read" }, signal);
}
