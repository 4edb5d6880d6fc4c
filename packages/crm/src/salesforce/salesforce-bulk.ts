import { delay } from "@fieldwork/runtime";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { CrmError, stoppedCall } from "../crm-error.ts";
import { malformed, type SalesforceClient } from "./salesforce-client.ts";
import { type SalesforceRow, salesforceRow } from "./salesforce-records.ts";

const job = z.object({ id: z.string().min(1), state: z.string() });

/** A page of a job's results; without a locator it is the last. */
export interface BulkPage {
  rows: SalesforceRow[];
  locator: string | undefined;
  serverTimeMs: number;
}

type BulkClient = Pick<SalesforceClient, "request">;

const firstPollMs = 250;
const longestPollMs = 10_000;

/**
 * Has Salesforce make the rows of a query ready; the job's id, or undefined where the Bulk API cannot do
 * it: for some objects, some fields and some orgs the REST API has to.
 */
export async function createBulkJob(
  client: BulkClient,
  soql: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const body = { operation: "query", query: soql, contentType: "CSV" };
  try {
    const request = { method: "POST", path: "/jobs/query", body, during: "read" } as const;
    const { data } = await client.request(request, signal);
    const parsed = job.safeParse(data);
    if (!parsed.success) throw malformed(parsed.error);
    return parsed.data.id;
  } catch (error) {
    if (isOutOfReach(error)) return undefined;
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

/**
 * The next page of a job's results, once it is complete; undefined where the job failed or is gone. Its
 * own paging: jsforce takes the second page's header for a record, or ends the process.
 */
export async function readBulkPage(
  client: BulkClient,
  ask: { id: string; locator: string | undefined; maxRecords: number },
  signal: AbortSignal,
): Promise<BulkPage | undefined> {
  try {
    // Whoever has a place in the results has seen the job complete.
    const isKnown = ask.locator !== undefined;
    if (!isKnown && !(await isComplete(client, ask.id, signal))) return undefined;
    return await readResults(client, ask, signal);
  } catch (error) {
    if (isOutOfReach(error)) return undefined;
    throw error;
  }
}

async function isComplete(client: BulkClient, id: string, signal: AbortSignal): Promise<boolean> {
  for (let waitMs = firstPollMs; ; waitMs = Math.min(longestPollMs, waitMs * 2)) {
    const path = `/jobs/query/${encodeURIComponent(id)}`;
    const { data } = await client.request({ method: "GET", path, during: "read" }, signal);
    const parsed = job.safeParse(data);
    if (!parsed.success) throw malformed(parsed.error);
    const { state } = parsed.data;
    if (state === "JobComplete") return true;
    if (state === "Failed" || state === "Aborted") return false;
    await delay(waitMs, signal);
    if (signal.aborted) throw stoppedCall("not-sent");
  }
}

async function readResults(
  client: BulkClient,
  { id, locator, maxRecords }: { id: string; locator: string | undefined; maxRecords: number },
  signal: AbortSignal,
): Promise<BulkPage> {
  const query = new URLSearchParams({ maxRecords: `${maxRecords}`, ...(locator && { locator }) });
  const path = `/jobs/query/${encodeURIComponent(id)}/results?${query}`;
  const headers = { accept: "text/csv" };
  const request = { method: "GET", path, headers, during: "read", replyAs: "text" } as const;
  const reply = await client.request(request, signal);
  const { "sforce-locator": next, "sforce-numberofrecords": told, date } = reply.headers;
  const serverTimeMs = Date.parse(date ?? "");
  const rows = rowsIn(String(reply.data));
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
