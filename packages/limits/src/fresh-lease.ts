import { AppError } from "@fieldwork/runtime";
import type { Admission, AdmissionLease, AdmissionRequest, WaitOptions } from "./admission.ts";

/** A permission that was asked for longer ago is not used: the conditions may have changed since. */
const grantMaxAgeMs = 500;

export interface FreshLeaseOptions extends WaitOptions {
  /** After this, grants that come too late are no longer asked for again. */
  leftMs: number;
  /** Called right before the lease is used: if it throws, the lease is given back. */
  beforeUse: () => Promise<void>;
  /** The clock of `performance.now()`. */
  nowMs: () => number;
}

/**
 * Permission that may be used at once. If a process sees one late, because it was stopped or busy, it
 * gives it back unused and asks again.
 *
 * @throws AppError as `waitFor` and `beforeUse`; `admission_refused` if all came too late.
 */
export async function freshLease(
  admission: Pick<Admission, "waitFor" | "release">,
  request: AdmissionRequest,
  { maxWaitMs, leftMs, signal, beforeUse, nowMs }: FreshLeaseOptions,
): Promise<AdmissionLease> {
  const begunAt = nowMs();
  const waited = () => nowMs() - begunAt;
  for (;;) {
    const lease = await admission.waitFor(request, {
      maxWaitMs: Math.max(0, maxWaitMs - waited()),
      signal,
    });
    try {
      await beforeUse();
    } catch (error) {
      await giveBack(admission, lease);
      throw error;
    }
    if (nowMs() - lease.askedAtMs <= grantMaxAgeMs) return lease;
    await giveBack(admission, lease);
    if (waited() > leftMs) throw tooLate(request);
  }
}

async function giveBack(
  admission: Pick<Admission, "release">,
  lease: AdmissionLease,
): Promise<void> {
  // A lease that cannot be given back expires by itself.
  await admission
    .release(lease, { kind: "nothing", ended: "other", durationMs: 0 })
    .catch(() => undefined);
}

function tooLate({ scopes, about }: AdmissionRequest): AppError {
  return new AppError(`permission to call ${scopes.at(-1)} came too late every time`, {
    code: "admission_refused",
    retryable: true,
    details: { ...about, outcome: "not-sent" },
  });
}
