import { UnreadableBody } from "@fieldwork/http";
import { delay } from "@fieldwork/runtime";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { CrmError, stoppedCall } from "../crm-error.ts";
import { malformed, type SalesforceClient } from "./salesforce-client.ts";
import { type SalesforceRow, salesforceRow } from "./salesforce-records.ts";

const job = z.object({
  id: z.string().min(1),
  state: z.string(),
  errorMessage: z.string().nullish(),
});

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

type BulkClient = Pick<SalesforceClient, "request">;

const firstPollMs = 250;
const longestPollMs = 10_000;
const maxSaidChars = 500;
/** Shorter pages do not help: no row is that long. */
const fewestRows = 500;

/**
 * Has Salesforce make the rows of a query ready: the job's id, or what it said where the Bulk API cannot do
 * it: for some objects, some fields and some orgs the REST API has to.
 */
export async function createBulkJob(
  client: BulkClient,
  soql: string,
  signal: AbortSignal,
): Promise<{ id: string } | { refused: string }> {
  const body = { operation: "query", query: soql, contentType: "CSV" };
  try {
    const request = { method: "POST", path: "/jobs/query", body, during: "read" } as const;
    const { data } = await client.request(request, signal);
    const parsed = job.safeParse(data);
    if (!parsed.success) throw malformed(parsed.error);
    return { id: parsed.data.id };
  } catch (error) {
    if (isOutOfReach(error)) return { refused: CrmError.from(error).said };
    throw error;
  }
}

/** What the Bulk API refuses for good may still be asked of the REST API. */
export function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof CrmError)) return false;
  const reasons = ["refused-read", "refused-call", "not-permitted", "wrong-endpoint"];
  const ofRecord = ["refused-record", "gone"];
  return (
    [...reasons, ...ofRecord].includes(error.reason) || error.details.errorCode === "LIMIT_EXCEEDED"
  );
}

export async function findBulkState(
  client: BulkClient,
  id: string,
  signal: AbortSignal,
): Promise<BulkState> {
  const path = `/jobs/query/${encodeURIComponent(id)}`;
  try {
    const { data } = await client.request({ method: "GET", path, during: "read" }, signal);
    const parsed = job.safeParse(data);
    if (!parsed.success) throw malformed(parsed.error);
    const { state, errorMessage } = parsed.data;
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
  client: BulkClient,
  id: string,
  signal: AbortSignal,
): Promise<string | null> {
  const path = `/jobs/query/${encodeURIComponent(id)}`;
  const body = { state: "Aborted" };
  try {
    await client.request({ method: "PATCH", path, body, during: "read" }, signal);
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
  client: BulkClient,
  ask: BulkPlace & { maxRecords: number },
  signal: AbortSignal,
): Promise<BulkPage | undefined> {
  // Whoever has a place in the results has seen the job complete.
  const isKnown = ask.locator !== undefined;
  if (!isKnown && !(await isComplete(client, ask.id, signal))) return undefined;
  return readBulkResults(client, ask, signal);
}

async function isComplete(client: BulkClient, id: string, signal: AbortSignal): Promise<boolean> {
  for (let waitMs = firstPollMs; ; waitMs = Math.min(longestPollMs, waitMs * 2)) {
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
  client: BulkClient,
  { id, locator, maxRecords }: BulkPlace & { maxRecords: number },
  signal: AbortSignal,
): Promise<BulkPage | undefined> {
  const query = new URLSearchParams({ maxRecords: `${maxRecords}`, ...(locator && { locator }) });
  const path = `/jobs/query/${encodeURIComponent(id)}/results?${query}`;
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

function pageOf({ data, headers }: Awaited<ReturnType<BulkClient["request"]>>): BulkPage {
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
