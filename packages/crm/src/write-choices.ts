import type { FieldWrite, OutputField } from "./crm-adapter.ts";
import { CrmError } from "./crm-error.ts";

/** Whether any of these writes gives a value that is to be one of the CRM's options. */
export function holdsChoice(
  outputs: readonly OutputField[],
  writes: readonly FieldWrite[],
): boolean {
  return outputs.some(
    (output) => "options" in output && writes.some(({ values }) => values[output.field]),
  );
}

/** A question that has to be answered before a write: when it fails, nothing was sent. */
export async function lookUp<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (reason) {
    const error = CrmError.from(reason);
    const isOfAll = error.scope === "account" || error.reason === "stopped";
    throw new CrmError("not sent, because what it depends on could not be read", {
      reason: isOfAll ? error.reason : "held-back",
      outcome: "not-sent",
      waitMs: error.retryAfterMs,
      signature: error.signature,
      cause: reason,
    });
  }
}
