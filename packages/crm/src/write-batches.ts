import { AppError } from "@fieldwork/runtime";
import { callOutcome } from "./call-outcome.ts";
import type { FieldWrite, FieldWriteResult } from "./crm-adapter.ts";

export interface WriteBatchesOptions {
  writes: readonly FieldWrite[];
  maxBatch: number;
  /** One call: a result a write, in order, or an AppError about the whole call. */
  send: (batch: readonly FieldWrite[]) => Promise<readonly FieldWriteResult[]>;
  signal: AbortSignal;
}

/**
 * Sends writes in calls of the vendor's maximum and gives one result each, in order. A call refused
 * for what is in it is sent again in halves until the record at fault stands alone; after any other
 * failure nothing more is sent, and what was not sent is refused with the same error.
 */
export async function writeInBatches({
  writes,
  maxBatch,
  send,
  signal,
}: WriteBatchesOptions): Promise<FieldWriteResult[]> {
  const results = new Map<FieldWrite, FieldWriteResult>();
  const waiting = chunk(writes, maxBatch);
  let closedBy: AppError | undefined;
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    closedBy ??= signal.aborted ? stopped() : undefined;
    const sent = closedBy ? settledAlike(batch, refused(closedBy)) : await sendBatch(batch, send);
    if (sent.kind === "split") {
      waiting.unshift(...sent.batches);
      continue;
    }
    closedBy ??= sent.closedBy;
    batch.forEach((write, index) => {
      results.set(write, sent.results[index] ?? unanswered());
    });
  }
  return writes.map((write) => results.get(write) ?? unanswered());
}

type Sent =
  | { kind: "settled"; results: readonly FieldWriteResult[]; closedBy?: AppError }
  | { kind: "split"; batches: (readonly FieldWrite[])[] };

async function sendBatch(
  batch: readonly FieldWrite[],
  send: WriteBatchesOptions["send"],
): Promise<Sent> {
  try {
    return { kind: "settled", results: await send(batch) };
  } catch (reason) {
    const error = AppError.from(reason);
    if (callOutcome(error) === "unknown") {
      return settledAlike(
        batch,
        { kind: "unknown", error: writeUnknown(error) },
        notSentAfter(error),
      );
    }
    if (!isAboutItsContent(error)) return settledAlike(batch, refused(error), error);
    if (batch.length === 1) return settledAlike(batch, refused(error));
    return { kind: "split", batches: apart(batch, error) };
  }
}

function settledAlike(
  batch: readonly FieldWrite[],
  result: FieldWriteResult,
  closedBy?: AppError,
): Sent & { kind: "settled" } {
  return { kind: "settled", results: batch.map(() => result), ...(closedBy && { closedBy }) };
}

function refused(error: AppError): FieldWriteResult {
  return { kind: "refused", error };
}

export function chunk<T>(items: readonly T[], size: number): (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

function isAboutItsContent(error: AppError): boolean {
  return error.code === "crm_write_rejected" || error.code === "crm_record_gone";
}

/** The records that the CRM named as being at fault, and the others; in halves when it named none. */
function apart(batch: readonly FieldWrite[], error: AppError): (readonly FieldWrite[])[] {
  const named = new Set(Array.isArray(error.details.ids) ? error.details.ids : []);
  const blamed = batch.filter(({ id }) => named.has(id));
  if (blamed.length > 0 && blamed.length < batch.length) {
    return [blamed, batch.filter(({ id }) => !named.has(id))];
  }
  return chunk(batch, Math.ceil(batch.length / 2));
}

/** The call ended and said nothing about this record. */
export function unanswered(): FieldWriteResult {
  return {
    kind: "unknown",
    error: new AppError("the CRM's reply says nothing about this record", {
      code: "crm_write_unknown",
      retryable: true,
    }),
  };
}

function writeUnknown(cause: AppError): AppError {
  return new AppError("the write was sent and no complete answer came", {
    code: "crm_write_unknown",
    retryable: true,
    retryAfterMs: cause.retryAfterMs,
    details: { outcome: "unknown" },
    cause,
  });
}

function notSentAfter(cause: AppError): AppError {
  return new AppError("not sent, because the call before it had no answer", {
    code: cause.code === "stopped" ? "stopped" : "crm_unavailable",
    retryable: true,
    retryAfterMs: cause.retryAfterMs,
    details: { outcome: "not-sent" },
    cause,
  });
}

function stopped(): AppError {
  return new AppError("not sent, because the writer is stopping", {
    code: "stopped",
    retryable: true,
    details: { outcome: "not-sent" },
  });
}

/** A record written twice in one call would have two outcomes and one id to tell them by. */
export function assertDistinct(writes: readonly FieldWrite[]): void {
  const seen = new Set<string>();
  for (const { id } of writes) {
    if (seen.has(id)) {
      throw new AppError(`record ${id} is to be written twice in one call`, {
        code: "internal",
        retryable: false,
      });
    }
    seen.add(id);
  }
}
