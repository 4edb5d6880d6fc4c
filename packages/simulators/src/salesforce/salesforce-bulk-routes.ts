import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { StoredRecord } from "../core/record-store.ts";
import type { Call, Route } from "../core/routes.ts";
import { refusal, SalesforceRefusal } from "./salesforce-errors.ts";
import type { SalesforceField } from "./salesforce-fields.ts";
import { numberedId } from "./salesforce-ids.ts";
import { answering, jsonBody, type SalesforceOrg } from "./salesforce-org.ts";
import { fieldValue } from "./salesforce-records.ts";
import { parseSoql } from "./soql-parser.ts";
import { requireField, runSoql } from "./soql-run.ts";

/** Jobs of the Bulk API 2.0 that query; they are forgotten with the process. */
export interface SalesforceBulk {
  routes: Record<string, Route>;
  /** Forgets every job, as Salesforce does after seven days. */
  dropJobs(): void;
}

interface Job {
  id: string;
  object: string;
  operation: "query" | "queryAll";
  query: string;
  /** How many rows its results have, and each of them as CSV. */
  count: number;
  rowAt: (index: number) => string;
  fields: readonly SalesforceField[];
  /** How often it will say that it is not done. */
  pollsLeft: number;
  fails: boolean;
  isAborted: boolean;
}

const root = "/services/data/:version/jobs/query";
const body = z.object({
  operation: z.enum(["query", "queryAll"]),
  query: z.string(),
  contentType: z.literal("CSV").optional(),
});
const stateChange = z.strictObject({ state: z.literal("Aborted") });
const defaultPageRows = 50_000;
/** So many rows stay as they were when the job was made; those of a longer job show what has changed since. */
const mostKeptRows = 50_000;

export function createSalesforceBulk(org: SalesforceOrg): SalesforceBulk {
  const jobs = new Map<string, Job>();
  let made = 0;

  function create(call: Call): Reply {
    const parsed = body.safeParse(jsonBody(call));
    if (!parsed.success) return invalid("the body is no query job");
    const { query: soql, operation } = parsed.data;
    const query = parseSoql(soql);
    const object = org.schema.objectNamed(query.object);
    if (!object) return invalid(`Entity '${query.object}' is not supported by the Bulk API.`);
    if (org.options.bulkUnsupported?.includes(object)) {
      const message = `Entity '${object}' is not supported by the Bulk API.`;
      return refusal(400, { code: "INVALIDENTITY", message });
    }
    const find = (name: string) => org.schema.field(object, name);
    const records = runSoql(query, {
      records: org.store.all(object),
      field: find,
      isAll: operation === "queryAll",
    });
    const fields = query.fields.map((field) => requireField(query, field, find));
    made += 1;
    const job: Job = {
      ...{ id: numberedId("750Wz00000", made), object, operation, query: soql, fields },
      ...resultsOf(records, fields),
      pollsLeft: org.options.bulkPolls ?? 1,
      fails: call.vendorFaults.some(({ vendor }) => vendor === "bulk-fails"),
      isAborted: false,
    };
    jobs.set(job.id, job);
    return { status: 200, json: view(job, "UploadComplete") };
  }

  function jobOf({ params }: Call): Job {
    const job = jobs.get(params.id ?? "");
    if (job) return job;
    const message = "The requested resource does not exist";
    throw new SalesforceRefusal(404, { code: "NOT_FOUND", message });
  }

  const route = (kind: string, operation: string, handle: (call: Call) => Reply): Route => ({
    kind,
    operation,
    handle: answering(handle),
  });
  return {
    routes: {
      [`POST ${root}`]: route("read", "bulk-create", create),
      [`GET ${root}/:id`]: route("read", "bulk-poll", (call) => poll(jobOf(call))),
      [`PATCH ${root}/:id`]: route("read", "bulk-state", (call) => abort(jobOf(call), call)),
      [`GET ${root}/:id/results`]: route("read", "bulk-results", (call) =>
        results(jobOf(call), call),
      ),
    },
    dropJobs: () => jobs.clear(),
  };
}

function poll(job: Job): Reply {
  job.pollsLeft -= 1;
  return { status: 200, json: viewNow(job) };
}

/** See "Abort a Query Job" of its Bulk API 2.0: only what waits or goes on. */
function abort(job: Job, call: Call): Reply {
  if (!stateChange.safeParse(jsonBody(call)).success) return invalid("the body is no state");
  if (job.isAborted || job.pollsLeft < 0) {
    const message = "Aborting already Completed Job not allowed";
    return refusal(400, { code: "INVALIDJOBSTATE", message });
  }
  job.isAborted = true;
  return { status: 200, json: viewNow(job) };
}

function results(job: Job, call: Call): Reply {
  if (job.pollsLeft >= 0 || job.fails || job.isAborted) return invalid("the job is not complete");
  const locator = call.query.get("locator");
  const from = Number(locator ?? 0);
  const asked = Number(call.query.get("maxRecords") ?? defaultPageRows);
  const end = Math.min(job.count, from + asked);
  const rows = Array.from({ length: end - from }, (_, index) => job.rowAt(from + index));
  return {
    status: 200,
    headers: {
      "content-type": "text/csv",
      "sforce-locator": end < job.count ? `${end}` : "null",
      "sforce-numberofrecords": `${rows.length}`,
    },
    text: [headerOf(job), ...rows, ""].join("\n"),
    note: { locator },
  };
}

function invalid(message: string): Reply {
  return refusal(400, { code: "INVALIDJOB", message });
}

function viewNow(job: Job): Record<string, unknown> {
  if (job.isAborted) return view(job, "Aborted");
  if (job.pollsLeft >= 0) return view(job, "InProgress");
  if (!job.fails) return view(job, "JobComplete");
  return { ...view(job, "Failed"), errorMessage: "InternalServerError : Retried too often" };
}

function resultsOf(
  records: readonly StoredRecord[],
  fields: readonly SalesforceField[],
): Pick<Job, "count" | "rowAt"> {
  const count = records.length;
  const isKept = count <= mostKeptRows;
  const rows = isKept ? records.map((record) => rowOf(record, fields)) : [];
  const late = (record: StoredRecord | undefined) => (record ? rowOf(record, fields) : "");
  return { count, rowAt: (index) => rows[index] ?? late(records[index]) };
}

function view({ id, object, operation, query }: Job, state: string): Record<string, unknown> {
  return {
    ...{ id, operation, object, state, concurrencyMode: "Parallel", contentType: "CSV" },
    ...{ apiVersion: 64, lineEnding: "LF", columnDelimiter: "COMMA", query },
  };
}

/** Every value in quotes; an empty text and none are the same; instants end in Z. */
function rowOf(record: StoredRecord, fields: readonly SalesforceField[]): string {
  return fields
    .map((field) => {
      const value = fieldValue(record, field);
      if (value === null || value === undefined) return "";
      const text = String(value);
      return quoted(field.type === "datetime" ? text.replace("+0000", "Z") : text);
    })
    .join(",");
}

function headerOf({ fields }: Job): string {
  return fields.map(({ name }) => quoted(name)).join(",");
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
