import { delay } from "@fieldwork/runtime";
import { parse } from "csv-parse/sync";
import type { FieldWrite, FieldWriteResult } from "../crm-adapter.ts";
import { CrmError, stoppedCall } from "../crm-error.ts";
import { runHeader } from "../run-header.ts";
import { heldBack, resultOfCall, unanswered } from "../write-results.ts";
import { malformed } from "./salesforce-client.ts";
import { errorFromSalesforceItem } from "./salesforce-errors.ts";
import { salesforceId } from "./salesforce-id.ts";
import {
  createJob,
  firstLookMs,
  type JobClient,
  type JobView,
  jobPath,
  lookAtJob,
  nextLookMs,
  setJobState,
} from "./salesforce-jobs.ts";

export interface Ingest {
  /** The API name of the sObject. */
  sobject: string;
  csv: string;
  writes: readonly FieldWrite[];
  /** Asked again as the job is about to begin: throws where one of the writes must not. */
  lastLook: () => void;
}

const longestAbortMs = 10_000;
/** A job that has not ended by then is taken for lost: what it may still do is found by reading. */
const longestJobMs = 15 * 60_000;
const mostFailedPolls = 5;
/**
 * To create it, upload, begin, and read its two lists, and as many looks as it takes: one; seven in the half a minute
 * that thousands of rows take; 95 in the longest.
 */
export const callsOfIngest = { atLeast: 6, likely: 12, atMost: 100 };

/**
 * Writes by one job of the Bulk API 2.0: one result for each write, in order. Undefined where the Bulk API
 * cannot do it, and nothing was done.
 */
export async function ingest(
  client: JobClient,
  asked: Ingest,
  signal: AbortSignal,
): Promise<FieldWriteResult[] | undefined> {
  const { writes, lastLook } = asked;
  const refuseAll = (reason: unknown) => writes.map(() => resultOfCall(CrmError.from(reason)));
  let id: string | undefined;
  try {
    id = await createIngest(client, asked, signal);
    if (id === undefined) return undefined;
    await upload(client, { id, csv: asked.csv }, signal);
    lastLook();
  } catch (reason) {
    if (id !== undefined) await abortJob(client, id);
    // Nothing is done before the job is told that it is complete.
    return refuseAll(notSent(reason));
  }
  try {
    await setJobState(client, { ...ingestJob(id), state: "UploadComplete", lastLook }, signal);
  } catch (reason) {
    return refuseAll(reason);
  }
  try {
    const ended = await waitForEnd(client, id, signal);
    return await readResults(
      client,
      { id, writes, isWhole: ended.state === "JobComplete" },
      signal,
    );
  } catch (reason) {
    return writes.map(() => unanswered(CrmError.from(reason)));
  }
}

const ingestJob = (id: string) => ({ kind: "ingest" as const, id });

async function createIngest(
  client: JobClient,
  { sobject, writes }: Ingest,
  signal: AbortSignal,
): Promise<string | undefined> {
  const body = {
    ...{ object: sobject, operation: "update", contentType: "CSV" },
    ...{ lineEnding: "LF", columnDelimiter: "COMMA" },
  };
  const made = await createJob(
    client,
    { kind: "ingest", body, headers: runHeader(writes) },
    signal,
  );
  return "id" in made ? made.id : undefined;
}

async function upload(
  client: JobClient,
  { id, csv }: { id: string; csv: string },
  signal: AbortSignal,
): Promise<void> {
  const path = `${jobPath(ingestJob(id))}/batches`;
  const headers = { "content-type": "text/csv; charset=UTF-8" };
  await client.request({ method: "PUT", path, headers, text: csv, during: "write" }, signal);
}

/** So that Salesforce need not keep what nobody will complete; it forgets it by itself after a week. */
async function abortJob(client: JobClient, id: string): Promise<void> {
  const aborted = { ...ingestJob(id), state: "Aborted" };
  await setJobState(client, aborted, AbortSignal.timeout(longestAbortMs)).catch(() => undefined);
}

async function waitForEnd(client: JobClient, id: string, signal: AbortSignal): Promise<JobView> {
  const until = performance.now() + longestJobMs;
  let failed = 0;
  for (let waitMs = firstLookMs; ; waitMs = nextLookMs(waitMs)) {
    try {
      const view = await lookAtJob(client, ingestJob(id), signal);
      if (["JobComplete", "Failed", "Aborted"].includes(view.state)) return view;
      failed = 0;
    } catch (error) {
      failed += 1;
      if (signal.aborted || failed > mostFailedPolls) throw error;
    }
    if (performance.now() > until) throw overdue();
    await delay(waitMs, signal);
    if (signal.aborted) throw stoppedCall("unknown");
  }
}

function overdue(): CrmError {
  return new CrmError("the job did not end in time", { reason: "timed-out", outcome: "unknown" });
}

interface Ended {
  id: string;
  writes: readonly FieldWrite[];
  /** It went through all rows. */
  isWhole: boolean;
}

/** Each row is in one of three lists, in no order: joined by the record's id; one in none of them is unknown. */
async function readResults(
  client: JobClient,
  { id, writes, isWhole }: Ended,
  signal: AbortSignal,
): Promise<FieldWriteResult[]> {
  const list = (name: string) => readRows(client, `${jobPath(ingestJob(id))}/${name}`, signal);
  const outcomes = new Map<string, FieldWriteResult>();
  for (const row of await list("successfulResults")) outcomes.set(idOf(row), { kind: "written" });
  for (const row of await list("failedResults")) outcomes.set(idOf(row), refusedRow(row));
  for (const row of isWhole ? [] : await list("unprocessedrecords")) {
    outcomes.set(idOf(row), { kind: "refused", error: unprocessed() });
  }
  return writes.map((write) => outcomes.get(write.id) ?? unanswered());
}

async function readRows(
  client: JobClient,
  path: string,
  signal: AbortSignal,
): Promise<Record<string, string>[]> {
  const headers = { accept: "text/csv" };
  const request = { method: "GET", path, headers, during: "read", replyAs: "text" } as const;
  const { data } = await client.request(request, signal);
  try {
    return parse(String(data ?? ""), { columns: true, bom: true });
  } catch (cause) {
    throw malformed(cause);
  }
}

function idOf({ sf__Id: ofResult = "", Id: given = "" }: Record<string, string>): string {
  return salesforceId(ofResult) ?? salesforceId(given) ?? "";
}

/** Pure: `CODE:what is wrong:Field__c --`. */
export function refusedRow({ sf__Error: told = "" }: Record<string, string>): FieldWriteResult {
  const [, statusCode, message, named = ""] =
    /^([A-Z_]+):(.*?)(?::([\w, ]*) ?--)?$/s.exec(told) ?? [];
  const fields = named.split(",").flatMap((name) => name.trim() || []);
  const error = errorFromSalesforceItem([{ statusCode, message: message ?? told, fields }]);
  return { kind: "refused", error };
}

function unprocessed(): CrmError {
  const cause = new CrmError("the job ended before it came to this record", {
    reason: "broken",
    outcome: "rejected",
  });
  return heldBack(cause);
}

/** As an error before anything was sent that counts. */
function notSent(reason: unknown): CrmError {
  const { reason: why, said, retryAfterMs: waitMs, signature, details } = CrmError.from(reason);
  return new CrmError(said, {
    reason: why,
    outcome: "not-sent",
    waitMs,
    signature,
    details,
    cause: reason,
  });
}
