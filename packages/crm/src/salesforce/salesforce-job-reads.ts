import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import type { Cursor, MatchingPage, ReadCalls, ReadJob, ReadMatching } from "../crm-adapter.ts";
import { thoseMatching } from "../matching/value-filter.ts";
import { type BulkPage, createBulkJob, findBulkState } from "./salesforce-bulk.ts";
import { malformed } from "./salesforce-client.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { soqlWhere } from "./salesforce-filter.ts";
import { salesforceId } from "./salesforce-id.ts";
import {
  fieldsToRead,
  isConverted,
  recordFromSalesforce,
  type SalesforceRow,
} from "./salesforce-records.ts";
import { withSchema } from "./salesforce-schema.ts";

/** Where a read by a job is: in the page that begins at the locator, behind the row with the id. */
const jobPlace = z.object({
  job: z.string(),
  /** How many there were of this read, with this one. */
  jobs: z.int(),
  /** When it was made, by our clock, in ms. */
  madeAt: z.number(),
  isReady: z.literal([0, 1]),
  locator: z.string().nullable(),
  id: z.string().nullable(),
});
type JobPlace = z.infer<typeof jobPlace>;

type Ask = ReadMatching & { object: ObjectName };

/** What has to be read by calls, and why not by a job. */
export interface LeftToCalls {
  token: Cursor | null;
  job?: ReadJob | undefined;
}

const mostJobs = 3;
/** To make it, and as many looks as it takes: one; seven in half a minute; 95 in a quarter of an hour. */
const callsOfJob = { atLeast: 2, likely: 8, atMost: 96 };
const firstWaitMs = 500;
const longestWaitMs = 10_000;

/**
 * The next page of a read by a job of the Bulk API 2.0, where so many are expected that it is worth its calls,
 * or one has been begun. It is made for the rows in the order of ids: one that is lost begins anew behind the
 * last row that was read. One that fails leaves the rest to calls, and so does an object that the Bulk API
 * does not know.
 */
export async function readByJob(
  context: SalesforceContext,
  ask: Ask,
  signal: AbortSignal,
): Promise<MatchingPage | LeftToCalls> {
  const { token, expected = 0 } = ask;
  const place = jobPlace.safeParse(token);
  if (place.success) return readOn(context, { ...ask, place: place.data }, signal);
  const isWorthIt = token === null && expected >= context.bulkReadFrom;
  return isWorthIt ? begin(context, { ...ask, id: null, jobs: 0 }, signal) : { token };
}

/** Undefined where no job is made of so many. */
export function callsOfReadJob(
  { bulkReadFrom, bulkPageRows }: Pick<SalesforceContext, "bulkReadFrom" | "bulkPageRows">,
  expected: number,
): ReadCalls | undefined {
  if (expected < bulkReadFrom) return undefined;
  const pages = Math.max(1, Math.ceil(expected / bulkPageRows));
  const { atLeast, likely, atMost } = callsOfJob;
  return { atLeast: atLeast + pages, likely: likely + pages, atMost: atMost + pages, byJob: true };
}

async function begin(
  context: SalesforceContext,
  { object, filter, id, jobs }: Ask & Pick<JobPlace, "id" | "jobs">,
  signal: AbortSignal,
): Promise<MatchingPage | LeftToCalls> {
  const madeAt = Date.now();
  const made = await withSchema(context, { object, signal }, (schema) => {
    const [read, outputs] = [context.objectOf(object), context.outputs(object)];
    const fields = fieldsToRead({ read, outputs, schema });
    const where = soqlWhere(filter, { after: id, of: { read, outputs, schema } });
    const soql = `SELECT ${fields.join(", ")} FROM ${read.type}${where} ORDER BY Id`;
    return createBulkJob(context.client, soql, signal);
  });
  if ("refused" in made) return leftToCalls(id, { id: null, state: "failed", said: made.refused });
  // Kept before it is waited for: whoever reads on after a restart finds the same job.
  return waitFor({
    ...{ job: made.id, jobs: jobs + 1, madeAt, isReady: 0, locator: null, id },
  });
}

async function readOn(
  context: SalesforceContext,
  { place, ...ask }: Ask & { place: JobPlace },
  signal: AbortSignal,
): Promise<MatchingPage | LeftToCalls> {
  const { job: id, locator } = place;
  if (place.isReady === 0) {
    const state = await findBulkState(context.client, id, signal);
    if (state.is === "preparing") return waitFor(place);
    if (state.is === "failed") {
      return leftToCalls(place.id, { id, state: "failed", said: state.said });
    }
    if (state.is === "lost") return beginAgain(context, { ...ask, place }, signal);
  }
  const page = await context.jobPages.read({ id, locator: locator ?? undefined }, signal);
  if (page === undefined) return beginAgain(context, { ...ask, place }, signal);
  return partOf(context, { ...ask, place, page }, signal);
}

function beginAgain(
  context: SalesforceContext,
  { place: { job, id, jobs }, ...ask }: Ask & { place: JobPlace },
  signal: AbortSignal,
): Promise<MatchingPage | LeftToCalls> | LeftToCalls {
  if (jobs < mostJobs) return begin(context, { ...ask, id, jobs }, signal);
  const said = `it was lost, as ${jobs - 1} others were before it`;
  return leftToCalls(id, { id: job, state: "failed", said });
}

function leftToCalls(id: string | null, job: ReadJob): LeftToCalls {
  return { token: id === null ? null : { id }, job };
}

function waitFor(place: JobPlace): MatchingPage {
  const waitMs = Math.min(longestWaitMs, Math.max(firstWaitMs, Date.now() - place.madeAt));
  const job = { id: place.job, state: "preparing", said: null } as const;
  return { records: [], token: place, waitMs, job };
}

/** The next records of a page, and the place behind them. The page after it is fetched once half of it is read. */
async function partOf(
  context: SalesforceContext,
  { object, filter, limit, place, page }: Ask & { place: JobPlace; page: BulkPage },
  signal: AbortSignal,
): Promise<MatchingPage> {
  const { connection, objectOf, outputs: outputsOf, schemas, jobPages } = context;
  const { rows, locator: next } = page;
  const { job } = place;
  const from = rows.findIndex(({ Id }) => idOf(Id) === place.id) + 1;
  const end = Math.min(rows.length, from + limit);
  if (next !== undefined && end >= rows.length / 2) jobPages.readAhead({ id: job, locator: next });
  const part = rows.slice(from, end);
  const [read, outputs] = [objectOf(object), outputsOf(object)];
  const of = { connection, object, read, outputs, schema: await schemas.get(object, signal) };
  const records = part
    .filter((row) => !isConverted(row))
    .map((row) => recordFromSalesforce(row, of));
  return {
    records: thoseMatching(filter, records),
    token: placeAfter({ place, page, end, part }),
    readAtMs: place.madeAt,
    job: { id: job, state: "reading", said: null },
  };
}

/** Pure. */
function placeAfter({
  place,
  page,
  end,
  part,
}: {
  place: JobPlace;
  page: BulkPage;
  end: number;
  part: readonly SalesforceRow[];
}): JobPlace | null {
  const { locator } = page;
  const isUsedUp = end >= page.rows.length;
  if (isUsedUp && locator === undefined) return null;
  const id = part.flatMap(({ Id }) => idOf(Id) ?? []).at(-1) ?? place.id;
  if (!isUsedUp && id === place.id) throw malformed(new Error("no row of a page has an id"));
  return { ...place, isReady: 1, id, ...(isUsedUp && locator !== undefined && { locator }) };
}

function idOf(id: string | null | undefined): string | undefined {
  return salesforceId(id ?? "");
}
