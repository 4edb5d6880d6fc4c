import { UnreadableBody } from "@fieldwork/http";
import { delay } from "@fieldwork/runtime";
import { parse } from "csv-parse/sync";
import { CrmError, stoppedCall } from "../crm-error.ts";
import { malformed } from "./salesforce-client.ts";
import {
  createJob,
  firstLookMs,
  isOutOfReach,
  type JobClient,
  jobPath,
  lookAtJob,
  nextLookMs,
  setJobState,
} from "./salesforce-jobs.ts";
import { type SalesforceRow, salesforceRow } from "./salesforce-records.ts";

/** A page of a job's results; without a locator it is the last. */
export interface BulkPage {
  rows: SalesforceRow[];
  locator: string | undefined;
  serverTimeMs: number;
}

/** A page of a job's results, by where it begins; without a locator it is the first. */
export interface BulkPlace {
  id: string;
  locator: string | undefined;
}

/** How far a job is. `failed`: Salesforce gave it up, and said why. `lost`: it knows of none such. */
export type BulkState = { is: "preparing" | "ready" | "lost" } | { is: "failed"; said: string };

const maxSaidChars = 500;
/** Shorter pages do not help: no row is that long. */
const fewestRows = 500;

const queryJob = (id: string) => ({ kind: "query" as const, id });

/** Has Salesforce make the rows of a query ready: the job's id, or why the Bulk API cannot do it. */
export function createBulkJob(
  client: JobClient,
  soql: string,
  signal: AbortSignal,
): Promise<{ id: string } | { refused: string }> {
  const body = { operation: "query", query: soql, contentType: "CSV" };
  return createJob(client, { kind: "query", body }, signal);
}

export async function findBulkState(
  client: JobClient,
  id: string,
  signal: AbortSignal,
): Promise<BulkState> {
  try {
    const { state, errorMessage } = await lookAtJob(client, queryJob(id), signal);
    if (state === "JobComplete") return { is: "ready" };
    const isOver = state === "Failed" || state === "Aborted";
    if (!isOver) return { is: "preparing" };
    return { is: "failed", said: (errorMessage || state).slice(0, maxSaidChars) };
  } catch (error) {
    if (isOutOfReach(error)) return { is: "lost" };
    throw error;
  }
}

/** Tells Salesforce that nobody waits for a job: what it said where it would not, as of one that has ended. */
export async function abortBulkJob(
  client: JobClient,
  id: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    await setJobState(client, { ...queryJob(id), state: "Aborted" }, signal);
    return null;
  } catch (error) {
    const refusal = CrmError.from(error);
    if (refusal.retryable) throw refusal;
    return refusal.said;
  }
}

/**
 * The next page of a job's results, once it is complete; undefined where the job failed or is gone. Its
 * own paging: jsforce takes the second page's header for a record, or ends the process.
 */
export async function readBulkPage(
  client: JobClient,
  ask: BulkPlace & { maxRecords: number },
  signal: AbortSignal,
): Promise<BulkPage | undefined> {
  // Whoever has a place in the results has seen the job complete.
  const isKnown = ask.locator !== undefined;
  if (!isKnown && !(await isComplete(client, ask.id, signal))) return undefined;
  return readBulkResults(client, ask, signal);
}

async function isComplete(client: JobClient, id: string, signal: AbortSignal): Promise<boolean> {
  for (let waitMs = firstLookMs; ; waitMs = nextLookMs(waitMs)) {
    const { is } = await findBulkState(client, id, signal);
    if (is !== "preparing") return is === "ready";
    await delay(waitMs, signal);
    if (signal.aborted) throw stoppedCall("not-sent");
  }
}

/**
 * A page of the results of a job that is complete; undefined where it is gone. One whose rows are too long for a
 * reply is asked for again with fewer of them.
 */
export async function readBulkResults(
  client: JobClient,
  { id, locator, maxRecords }: BulkPlace & { maxRecords: number },
  signal: AbortSignal,
): Promise<BulkPage | undefined> {
  const query = new URLSearchParams({ maxRecords: `${maxRecords}`, ...(locator && { locator }) });
  const path = `${jobPath(queryJob(id))}/results?${query}`;
  const headers = { accept: "text/csv" };
  const request = { method: "GET", path, headers, during: "read", replyAs: "text" } as const;
  try {
    return pageOf(await client.request(request, signal));
  } catch (error) {
    if (isOutOfReach(error)) return undefined;
    if (!isUnreadable(error) || maxRecords <= fewestRows) throw error;
  }
  const fewer = Math.max(fewestRows, Math.floor(maxRecords / 4));
  return readBulkResults(client, { id, locator, maxRecords: fewer }, signal);
}

function isUnreadable(error: unknown): boolean {
  return error instanceof CrmError && error.cause instanceof UnreadableBody;
}

function pageOf({ data, headers }: Awaited<ReturnType<JobClient["request"]>>): BulkPage {
  const { "sforce-locator": next, "sforce-numberofrecords": told, date } = headers;
  const serverTimeMs = Date.parse(date ?? "");
  const rows = rowsIn(String(data));
  // A text that was cut at the end of a line would end the load, and nobody would know.
  if (told === undefined || rows.length !== Number(told) || Number.isNaN(serverTimeMs)) {
    throw malformed(new Error("a page of a job has not the rows that its headers tell"));
  }
  const isLast = next === undefined || next === "null" || next === "";
  return { rows, locator: isLast ? undefined : next, serverTimeMs };
}

function rowsIn(csv: string): SalesforceRow[] {
  try {
    const records: Record<string, string>[] = parse(csv, { columns: true, bom: true });
    return records.map((row) =>
      salesforceRow.parse({
        ...row,
        ...("IsDeleted" in row && { IsDeleted: row.IsDeleted === "true" }),
        ...("IsConverted" in row && { IsConverted: row.IsConverted === "true" }),
      }),
    );
  } catch (cause) {
    throw malformed(cause);
  }
}
