import type { FieldWrite, OutputField } from "./crm-adapter.ts";
import { CrmError } from "./crm-error.ts";

/** The fields among these writes whose value is one of several options. */
export function choicesAmong(
  outputs: readonly OutputField[],
  writes: readonly FieldWrite[],
): string[] {
  return outputs
    .filter(({ type, field }) => type === "choice" && writes.some(({ values }) => values[field]))
    .map(({ field }) => field);
}

/** A question that has to be answered before a write: when it fails, nothing was sent. */
export async function lookUp<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (reason) {
    const error = CrmError.from(reason);
    const isOfAll = error.scope === "account" || error.reason === "stopped";
    throw new CrmError("not sent, because the fields could not be looked up", {
      reason: isOfAll ? error.reason : "held-back",
      outcome: "not-sent",
      waitMs: error.retryAfterMs,
      signature: error.signature,
      cause: reason,
    });
  }
}
