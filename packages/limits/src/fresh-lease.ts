import { AppError } from "@fieldwork/runtime";
import type { Admission, AdmissionLease, AdmissionRequest, WaitOptions } from "./admission.ts";

/** A leave that was asked for longer ago is not used: what it was given on may have changed since. */
const grantMaxAgeMs = 500;

export interface FreshLeaseOptions extends WaitOptions {
  /** Past this, grants that come too late are no longer asked for again. */
  leftMs: number;
  /** The last look before the lease is used: what it throws gives the lease back. */
  beforeUse: () => Promise<void>;
  /** The clock of `performance.now()`. */
  nowMs: () => number;
}

/**
 * Leave that may be used at once. One that a process saw late, because it stood still or was busy, goes
 * back unused and is asked for again.
 *
 * @throws AppError as `waitFor` and `beforeUse`; `admission_refused` when all came too late.
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
  // One that cannot be given back expires by itself.
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
