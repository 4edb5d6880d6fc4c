import { parse } from "csv-parse/sync";
import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { Call, Caller, Route } from "../core/routes.ts";
import { refusal, SalesforceRefusal } from "./salesforce-errors.ts";
import type { SalesforceObjectName } from "./salesforce-fields.ts";
import { numberedId } from "./salesforce-ids.ts";
import { answering, jsonBody, type SalesforceOrg } from "./salesforce-org.ts";
import { perform, planUpdate, type WriteOutcome } from "./salesforce-writes.ts";

const root = "/services/data/:version/jobs/ingest";
const newJob = z.strictObject({
  object: z.string(),
  operation: z.literal("update"),
  contentType: z.literal("CSV").default("CSV"),
  lineEnding: z.enum(["LF", "CRLF"]).default("LF"),
  columnDelimiter: z.literal("COMMA").default("COMMA"),
});
const stateChange = z.strictObject({ state: z.enum(["UploadComplete", "Aborted"]) });
const maxUploadBytes = 150_000_000;
const maxFieldChars = 32_000;

type Row = Record<string, string>;

interface Job {
  id: string;
  object: SalesforceObjectName;
  lineEnding: "LF" | "CRLF";
  caller: Caller;
  state: "Open" | "UploadComplete" | "InProgress" | "JobComplete" | "Failed" | "Aborted";
  header: readonly string[];
  rows: readonly Row[];
  ended: readonly { row: Row; outcome: WriteOutcome }[];
  errorMessage?: string;
  /** How often it will say that it is not done. */
  pollsLeft: number;
  /** Of a told fault: it ends after so many rows. */
  breaksAfter: number;
}

/** Jobs of the Bulk API 2.0 that update; they are forgotten with the process. */
export function createSalesforceIngest(org: SalesforceOrg): Record<string, Route> {
  const jobs = new Map<string, Job>();
  let made = 0;

  function create(call: Call): Reply {
    const parsed = newJob.safeParse(jsonBody(call));
    if (!parsed.success) return invalid("the body is no job that updates by CSV");
    const object = org.schema.objectNamed(parsed.data.object);
    if (!object || org.options.bulkUnsupported?.includes(object)) {
      const message = `Entity '${parsed.data.object}' is not supported by the Bulk API.`;
      return refusal(400, { code: "INVALIDENTITY", message });
    }
    made += 1;
    const job: Job = {
      ...{ id: numberedId("750Wz00001", made), object, lineEnding: parsed.data.lineEnding },
      ...{ caller: call.caller, state: "Open", header: [], rows: [], ended: [] },
      ...{ pollsLeft: org.options.bulkPolls ?? 1, breaksAfter: Number.POSITIVE_INFINITY },
    };
    jobs.set(job.id, job);
    return { status: 200, json: view(job, call) };
  }

  function jobOf({ params }: Call): Job {
    const job = jobs.get(params.id ?? "");
    if (job) return job;
    const message = "The requested resource does not exist";
    throw new SalesforceRefusal(404, { code: "NOT_FOUND", message });
  }

  function info(call: Call): Reply {
    const job = jobOf(call);
    if (job.state === "UploadComplete" || job.state === "InProgress") {
      job.state = "InProgress";
      job.pollsLeft -= 1;
      if (job.pollsLeft < 0) run(org, job, call);
    }
    return { status: 200, json: view(job, call) };
  }

  const route = (kind: string, operation: string, handle: (call: Call) => Reply): Route => ({
    kind,
    operation,
    handle: answering(handle),
  });
  const results = (operation: string, list: (job: Job) => Reply) =>
    route("read", operation, (call) => list(jobOf(call)));
  return {
    [`POST ${root}`]: route("write", "ingest-create", create),
    [`PUT ${root}/:id/batches`]: route("write", "ingest-upload", (call) =>
      takeRows(jobOf(call), call),
    ),
    [`PATCH ${root}/:id`]: route("write", "ingest-state", (call) => changeState(jobOf(call), call)),
    [`GET ${root}/:id`]: route("read", "ingest-poll", info),
    [`GET ${root}/:id/successfulResults`]: results("ingest-successful", (job) =>
      listOf(job, ["sf__Id", "sf__Created"], succeeded(job)),
    ),
    [`GET ${root}/:id/failedResults`]: results("ingest-failed", (job) =>
      listOf(job, ["sf__Id", "sf__Error"], failed(job)),
    ),
    [`GET ${root}/:id/unprocessedrecords`]: results("ingest-unprocessed", (job) =>
      listOf(job, [], job.rows.slice(job.ended.length)),
    ),
  };
}

function takeRows(job: Job, call: Call): Reply {
  if (job.state !== "Open" || job.header.length > 0) return invalid("the job takes no more data");
  if (Buffer.byteLength(call.body) > maxUploadBytes) return invalid("the data are too large");
  if (!/^text\/csv/.test(call.headers["content-type"] ?? "")) return invalid("no CSV was sent");
  const delimiter = job.lineEnding === "LF" ? "\n" : "\r\n";
  const lines: string[][] = parse(call.body, {
    ...{ record_delimiter: delimiter, relax_column_count: true },
  });
  const [header = [], ...cells] = lines;
  job.header = header;
  job.rows = cells.map((line) =>
    Object.fromEntries(header.map((name, at) => [name, line[at] ?? ""])),
  );
  const broken = cells.some((line) => line.length !== header.length);
  if (broken) job.errorMessage = "InvalidBatch : A row has not as many cells as the header";
  return { status: 201 };
}

function changeState(job: Job, call: Call): Reply {
  const parsed = stateChange.safeParse(jsonBody(call));
  if (!parsed.success) return invalid("the body is no state");
  if (job.state !== "Open") return invalid(`a job that is ${job.state} stays so`);
  job.state = parsed.data.state;
  const fault = call.vendorFaults.find(({ vendor }) => vendor === "ingest-fails");
  if (fault) job.breaksAfter = Number(fault.after ?? 0);
  return { status: 200, json: view(job, call) };
}

/** Row by row; the results of a job come in no order that means anything: the last first. */
function run(org: SalesforceOrg, job: Job, call: Call): void {
  const unknown = job.header.find((name) => name !== "Id" && !org.schema.field(job.object, name));
  if (unknown !== undefined) {
    job.errorMessage ??= `InvalidBatch : Field name not found : ${unknown}`;
  }
  if (job.errorMessage !== undefined) {
    job.state = "Failed";
    return;
  }
  const context = { org, ...call, caller: job.caller, count: 1 };
  const isCheckbox = (name: string) => org.schema.field(job.object, name)?.type === "boolean";
  job.ended = job.rows.slice(0, job.breaksAfter).map((row) => {
    const { Id: id, ...cells } = row;
    const fields = fieldsIn(cells, isCheckbox);
    const write = () => perform(planUpdate(context, job.object, { id, fields }));
    return { row, outcome: outcomeOf(write, cells) };
  });
  job.state = job.ended.length < job.rows.length ? "Failed" : "JobComplete";
  if (job.state === "Failed") job.errorMessage = "InternalServerError : the job was ended";
}

function outcomeOf(write: () => WriteOutcome, cells: Row): WriteOutcome {
  const long = Object.keys(cells).find((name) => (cells[name] ?? "").length > maxFieldChars);
  if (long !== undefined) {
    const message = `${long}: data value too large for a job`;
    return { kind: "refused", problems: [{ code: "STRING_TOO_LONG", message, fields: [long] }] };
  }
  try {
    return write();
  } catch (error) {
    if (error instanceof SalesforceRefusal) return { kind: "refused", problems: [error.problem] };
    throw error;
  }
}

/** An empty cell leaves a field as it is; `#N/A` clears it; a checkbox is true or false, in small letters. */
function fieldsIn(cells: Row, isCheckbox: (name: string) => boolean): Record<string, unknown> {
  const given = Object.entries(cells).filter(([, cell]) => cell !== "");
  return Object.fromEntries(
    given.map(([name, cell]) => {
      if (cell === "#N/A") return [name, null];
      const isKnown = cell === "true" || cell === "false";
      return [name, isCheckbox(name) && isKnown ? cell === "true" : cell];
    }),
  );
}

function succeeded({ ended }: Job): Row[] {
  return ended
    .toReversed()
    .flatMap(({ row, outcome }) =>
      outcome.kind === "done" ? [{ sf__Id: outcome.id, sf__Created: "false", ...row }] : [],
    );
}

function failed({ ended }: Job): Row[] {
  return ended.toReversed().flatMap(({ row, outcome }) => {
    if (outcome.kind === "done") return [];
    const [{ code = "", message = "", fields = [] } = {}] = outcome.problems;
    return [
      { sf__Id: row.Id ?? "", sf__Error: `${code}:${message}:${fields.join(", ")} --`, ...row },
    ];
  });
}

function listOf(job: Job, first: readonly string[], rows: readonly Row[]): Reply {
  if (!["JobComplete", "Failed", "Aborted"].includes(job.state)) return invalid("the job goes on");
  const names = [...first, ...job.header];
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))];
  const text = lines.map((cells) => cells.map(quoted).join(",")).join("\n");
  return { status: 200, headers: { "content-type": "text/csv" }, text: `${text}\n` };
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function invalid(message: string): Reply {
  return refusal(400, { code: "INVALIDJOB", message });
}

function view(job: Job, { params }: Call): Record<string, unknown> {
  const { id, object, lineEnding, state, ended, errorMessage } = job;
  const isEnded = state === "JobComplete" || state === "Failed";
  return {
    ...{ id, operation: "update", object, state, concurrencyMode: "Parallel", contentType: "CSV" },
    ...{ apiVersion: 64, jobType: "V2Ingest", lineEnding, columnDelimiter: "COMMA", retries: 0 },
    contentUrl: `services/data/${params.version}/jobs/ingest/${id}/batches`,
    ...(isEnded && {
      numberRecordsProcessed: ended.length,
      numberRecordsFailed: ended.filter(({ outcome }) => outcome.kind === "refused").length,
    }),
    ...(errorMessage !== undefined && { errorMessage }),
  };
}
