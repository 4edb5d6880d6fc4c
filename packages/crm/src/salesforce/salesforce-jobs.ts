import { z } from "zod";
import { CrmError } from "../crm-error.ts";
import { malformed, type SalesforceClient } from "./salesforce-client.ts";

export type JobClient = Pick<SalesforceClient, "request">;

/** A job of the Bulk API 2.0: one that reads, or one that writes. */
export interface Job {
  kind: "query" | "ingest";
  id: string;
}

const view = z.object({
  id: z.string().min(1),
  state: z.string(),
  errorMessage: z.string().nullish(),
});
export type JobView = z.infer<typeof view>;

const during = { query: "read", ingest: "write" } as const;
/** Salesforce is asked how far a job is after so long, and then after twice as long each time. */
export const firstLookMs = 250;
const longestLookMs = 10_000;

export function nextLookMs(waitMs: number): number {
  return Math.min(longestLookMs, waitMs * 2);
}

export function jobPath({ kind, id }: Job): string {
  return `/jobs/${kind}/${encodeURIComponent(id)}`;
}

/**
 * Its id, or what Salesforce said where the Bulk API cannot do it: for some objects, some fields and some orgs the
 * REST API has to.
 */
export async function createJob(
  client: JobClient,
  {
    kind,
    body,
    headers = {},
  }: Pick<Job, "kind"> & { body: object; headers?: Record<string, string> },
  signal: AbortSignal,
): Promise<{ id: string } | { refused: string }> {
  const request = { method: "POST", path: `/jobs/${kind}`, headers, body } as const;
  try {
    const { data } = await client.request({ ...request, during: during[kind] }, signal);
    return { id: viewIn(data).id };
  } catch (error) {
    if (isOutOfReach(error)) return { refused: CrmError.from(error).said };
    throw error;
  }
}

export async function lookAtJob(
  client: JobClient,
  job: Job,
  signal: AbortSignal,
): Promise<JobView> {
  const request = { method: "GET", path: jobPath(job), during: "read" } as const;
  const { data } = await client.request(request, signal);
  return viewIn(data);
}

export async function setJobState(
  client: JobClient,
  { state, lastLook, ...job }: Job & { state: string; lastLook?: () => void },
  signal: AbortSignal,
): Promise<void> {
  const request = { method: "PATCH", path: jobPath(job), body: { state } } as const;
  await client.request(
    { ...request, during: during[job.kind], ...(lastLook && { lastLook }) },
    signal,
  );
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

function viewIn(data: unknown): JobView {
  const parsed = view.safeParse(data);
  if (!parsed.success) throw malformed(parsed.error);
  return parsed.data;
}
