import type { ClaimedWrite, WriteEnd, WriteRelease } from "@fieldwork/store";
import { type BatchPlan, type DecidedField, outcomeOf } from "./plan-batch.ts";
import type { SentWrite } from "./write-batch.ts";

/** How the work of one answer goes on: it ends, or it is put back to be written later. */
export interface WorkSettlement {
  claim: ClaimedWrite;
  fields: readonly DecidedField[];
  end?: Pick<WriteEnd, "state" | "reason">;
  release?: Pick<WriteRelease, "dueInMs" | "reason" | "isFailure">;
}

/** Why work waits that was decided in preview; `--write` is the approval. */
export const previewReason = "preview: nothing is written yet";

const lockedRestMs = 2000;
const unknownRestMs = 1000;

/**
 * What a batch's replies mean for each answer. Pure. An outage or a limit is no failure of the
 * record; a record that is refused while others are written counts towards a dead letter; what the
 * CRM will never take goes to a person.
 */
export function planSettlement({
  plan,
  sent,
  maxFailures,
  isPreview,
}: {
  plan: BatchPlan;
  sent: readonly SentWrite[];
  maxFailures: number;
  isPreview: boolean;
}): WorkSettlement[] {
  const results = new Map(
    sent.flatMap((write) => write.intents.map(({ workId }) => [workId, write])),
  );
  const decided = Map.groupBy(plan.decided, ({ claim }) => claim);
  const ended = plan.ended.map(
    ({ claim, reason }): WorkSettlement => ({
      claim,
      fields: [],
      end: { state: "skipped", reason },
    }),
  );
  const settled = [...decided].map(([claim, fields]): WorkSettlement => {
    const write = results.get(claim.workId);
    const mustWrite = fields.some(({ decision }) => decision.kind === "write");
    if (!mustWrite)
      return { claim, fields, end: outcomeOf(fields.map(({ decision }) => decision)) };
    if (isPreview) return { claim, fields, end: { state: "review", reason: previewReason } };
    // Its intents were not granted: the claim was lost, and whoever holds it now goes on.
    if (!write) return { claim, fields };
    return settleSent({ claim, fields, write, maxFailures });
  });
  return [...ended, ...settled];
}

function settleSent({
  claim,
  fields,
  write: { result },
  maxFailures,
}: {
  claim: ClaimedWrite;
  fields: readonly DecidedField[];
  write: SentWrite;
  maxFailures: number;
}): WorkSettlement {
  if (result.kind === "written") {
    return { claim, fields, end: outcomeOf(fields.map(({ decision }) => decision)) };
  }
  const { code, message, retryable, retryAfterMs } = result.error;
  if (result.kind === "unknown") {
    return {
      claim,
      fields,
      release: { dueInMs: unknownRestMs, reason: message, isFailure: false },
    };
  }
  if (code === "crm_record_gone") {
    return { claim, fields, end: { state: "skipped", reason: "the record is gone from the CRM" } };
  }
  if (!retryable)
    return {
      claim,
      fields: fields.map(asRefused(message)),
      end: { state: "review", reason: message },
    };
  const isFailure = code === "crm_record_locked";
  if (isFailure && claim.failures + 1 >= maxFailures) {
    return {
      claim,
      fields: fields.map(asRefused(message)),
      end: { state: "dead", reason: message },
    };
  }
  const dueInMs = retryAfterMs ?? lockedRestMs;
  return { claim, fields, release: { dueInMs, reason: message, isFailure } };
}

function asRefused(reason: string) {
  return (field: DecidedField): DecidedField =>
    field.decision.kind === "write"
      ? { ...field, decision: { kind: "cannot-be-written", reason } }
      : field;
}
