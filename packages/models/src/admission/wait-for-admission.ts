import { AppError, delay } from "@fieldwork/runtime";
import type { Admission, AdmissionLease, AdmissionRequest } from "./admission.ts";

export interface WaitOptions {
  maxWaitMs: number;
  signal: AbortSignal;
}

/**
 * Asks for admission until it is given or the waiting would take longer than `maxWaitMs`.
 *
 * @throws AppError `admission_refused` with `retryAfterMs` and `details.closeLaneMs`; `stopped`.
 */
export async function waitForAdmission(
  admission: Admission,
  request: AdmissionRequest,
  { maxWaitMs, signal }: WaitOptions,
): Promise<AdmissionLease> {
  const giveUpAt = performance.now() + maxWaitMs;
  for (;;) {
    if (signal.aborted) throw stopped();
    const answer = await admission.admit(request);
    if (answer.kind === "admitted") return answer;
    const { waitMs, bucket } = answer;
    if (performance.now() + waitMs > giveUpAt) {
      const { provider, model } = request;
      throw new AppError(`${provider}/${model} is at its limit (${bucket})`, {
        code: "admission_refused",
        retryable: true,
        retryAfterMs: waitMs,
        details: { provider, model, bucket, closeLaneMs: waitMs, outcome: "not-sent" },
      });
    }
    await delay(waitMs, signal);
  }
}

function stopped(): AppError {
  return new AppError("stopped while waiting for admission", {
    code: "stopped",
    retryable: true,
    details: { outcome: "not-sent" },
  });
}
