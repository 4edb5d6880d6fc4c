import type { ObjectName } from "@fieldwork/contracts";
import type { BulkWrites, FieldWrite, FieldWriteResult } from "../crm-adapter.ts";
import { CrmError } from "../crm-error.ts";
import { writeOwnFields } from "../own-fields.ts";
import { failsForNow } from "../write-failures.ts";
import { assertDistinct, held, resultOfCall, tooLate, unanswered } from "../write-results.ts";
import type { WriteSuspects } from "../write-suspects.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { csvOf, fitsCsv } from "./salesforce-csv.ts";
import { callsOfIngest, ingest } from "./salesforce-ingest.ts";
import { mostRetrieved } from "./salesforce-reads.ts";
import { storing, writeSalesforceFields } from "./salesforce-writes.ts";

/** More would be read too long before the job begins. */
const mostRows = 5000;

export function salesforceBulkWrites(context: SalesforceContext, leastRows: number): BulkWrites {
  return {
    leastRows,
    mostRows: Math.max(leastRows, mostRows),
    ...{ calls: callsOfIngest, rowsARead: mostRetrieved },
    write(object, writes, signal) {
      assertDistinct(writes);
      return writeOwnFields(context.outputs(object), writes, (own) =>
        writeSalesforceJob(context, { object, writes: own }, signal),
      );
    },
  };
}

interface Asked {
  object: ObjectName;
  writes: readonly FieldWrite[];
}

/**
 * Writes many records by one job of the Bulk API 2.0. What a job cannot carry, what is to be written only if
 * nobody has changed the record, and what failed in a job before is written by calls; and so is everything
 * of an object that the Bulk API does not know.
 */
export async function writeSalesforceJob(
  context: SalesforceContext,
  { object, writes }: Asked,
  signal: AbortSignal,
): Promise<FieldWriteResult[]> {
  const suspects = context.suspects(object);
  let fieldsOf: Awaited<ReturnType<ReturnType<typeof storing>>>;
  try {
    fieldsOf = await storing(context, { object, writes }, signal)();
  } catch (reason) {
    return writes.map(() => resultOfCall(CrmError.from(reason)));
  }
  const isForJob = (write: FieldWrite) =>
    write.guard === undefined &&
    !suspects.isSuspect(write) &&
    fitsCsv({ id: write.id, fields: fieldsOf(write) });
  const ready = writes.filter(isForJob);
  const results = new Map<string, FieldWriteResult>();
  const sent = ready.filter((write) => {
    const refused = refusalOf(write);
    if (refused) results.set(write.id, { kind: "refused", error: refused });
    return refused === undefined;
  });
  const csv = csvOf(sent.map((write) => ({ id: write.id, fields: fieldsOf(write) })));
  const job = { sobject: context.objectOf(object).type, csv, writes: sent, lastLook: lookAt(sent) };
  const ofJob = sent.length === 0 ? [] : await ingest(context.client, job, signal);
  if (ofJob) note(sent, ofJob, { suspects, results });
  const rest = writes.filter(({ id }) => !results.has(id));
  const ofRest =
    rest.length === 0 ? [] : await writeSalesforceFields(context, { object, writes: rest }, signal);
  for (const [index, { id }] of rest.entries()) results.set(id, ofRest[index] ?? unanswered());
  return writes.map(({ id }) => results.get(id) ?? unanswered());
}

function refusalOf({ sendBefore = Number.POSITIVE_INFINITY, isHeld }: FieldWrite) {
  if (performance.now() > sendBefore) return tooLate();
  return isHeld?.() ? held() : undefined;
}

/** A job is told that it is complete, or not: one write that must not go holds all of them back. */
function lookAt(writes: readonly FieldWrite[]): () => void {
  return () => {
    for (const write of writes) {
      const refused = refusalOf(write);
      if (refused) throw refused;
    }
  };
}

/** What a lock or an outage met in a job is written by calls from now on, where it can be singled out. */
function note(
  writes: readonly FieldWrite[],
  ofJob: readonly FieldWriteResult[],
  { suspects, results }: { suspects: WriteSuspects; results: Map<string, FieldWriteResult> },
): void {
  const failed = writes.filter((_, index) => failsForNow(ofJob[index] ?? unanswered()));
  suspects.limit(
    failed.map(({ id }) => id),
    suspects.batch,
  );
  for (const [index, { id }] of writes.entries()) {
    const result = ofJob[index] ?? unanswered();
    results.set(id, failsForNow(result) ? shared(result, writes.length) : result);
  }
}

/** Of so many in one job it is nobody's fault yet. */
function shared(result: FieldWriteResult, count: number): FieldWriteResult {
  if (result.kind === "written") return result;
  return { ...result, error: result.error.sharedBy(Math.max(2, count), "vendor") };
}
