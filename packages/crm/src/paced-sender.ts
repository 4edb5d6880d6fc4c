import {
  type Admission,
  type AdmissionLease,
  type AdmissionSpend,
  freshLease,
  type UnitAmounts,
} from "@fieldwork/limits";
import { isAppError } from "@fieldwork/runtime";
import { CrmError, stoppedCall } from "./crm-error.ts";
import type { HttpCall, HttpReply, HttpSender } from "./http-sender.ts";

/** Permission to call a CRM, inside the limits of its connection, across all processes. */
export type CallAdmission = Pick<Admission, "waitFor" | "release">;

export interface Pace {
  /** If absent, nobody else counts the calls, and none waits. */
  admission: CallAdmission | undefined;
  connection: string;
  /** The time within which each call ends. */
  timeoutMs: number;
  /** What a call counts in addition to one request. */
  amountsOf?: ((call: HttpCall) => UnitAmounts) | undefined;
}

const maxWaitMs = 10_000;
const leaseSlackMs = 4000;

/**
 * A sender whose calls wait for their turn. A call that gets none in time is not sent: CrmError
 * `rate-limited`, or `quota` if the day's is used up, or `limits-unknown` while nobody knows.
 */
export function createPacedSender(sender: HttpSender, pace: Pace): HttpSender {
  const { admission } = pace;
  if (admission === undefined) return sender;
  return {
    async send(call, signal) {
      const lease = await leaveFor(admission, { pace, call }, signal);
      const startedAt = performance.now();
      let end: Omit<AdmissionSpend, "durationMs"> = { kind: "unknown", ended: "other" };
      try {
        const reply = await sender.send(call, signal);
        end = { kind: "unknown", ended: endOf(reply) };
        return reply;
      } catch (error) {
        end = endOfFailure(error);
        throw error;
      } finally {
        const spend = { ...end, durationMs: performance.now() - startedAt } as AdmissionSpend;
        // The reply does not wait for the release, which goes along with the next call where nobody needs the
        // place. A lease that cannot be released expires by itself.
        void admission.release(lease, spend).catch(() => undefined);
      }
    },
    close: () => sender.close(),
  };
}

export function connectionScope(name: string): string {
  return `connection:${name}`;
}

async function leaveFor(
  admission: CallAdmission,
  { pace, call }: { pace: Pace; call: HttpCall },
  signal: AbortSignal,
): Promise<AdmissionLease> {
  const { connection, timeoutMs, amountsOf } = pace;
  const request = {
    scopes: [connectionScope(connection)],
    // Its calls carry records of both classes together.
    workClass: "live",
    amounts: { requests: 1, ...amountsOf?.(call) },
    leaseMs: timeoutMs + leaseSlackMs,
    about: { connection },
  } as const;
  try {
    return await freshLease(admission, request, {
      ...{ maxWaitMs, leftMs: maxWaitMs, signal },
      beforeUse: async () => call.lastLook?.(),
      nowMs: () => performance.now(),
    });
  } catch (cause) {
    throw notAdmitted(cause, connection);
  }
}

function notAdmitted(cause: unknown, connection: string): CrmError {
  if (cause instanceof CrmError) return cause;
  if (isAppError(cause, "stopped")) return stoppedCall("not-sent");
  if (isAppError(cause, "admission_refused")) {
    const window = String(cause.details.window ?? "");
    const isDay = window.includes("/day/");
    const what = isDay ? "the day's limit of" : "the limit of";
    return new CrmError(`${what} ${connection} is reached (${window || "no turn in time"})`, {
      reason: isDay ? "quota" : "rate-limited",
      outcome: "not-sent",
      waitMs: cause.retryAfterMs,
      signature: `own limit ${window}`,
      cause,
    });
  }
  return new CrmError(`it is not known whether ${connection} may be called now`, {
    reason: "limits-unknown",
    outcome: "not-sent",
    cause,
  });
}

function endOf({ status }: HttpReply): AdmissionSpend["ended"] {
  return status === 429 || status === 503 ? "busy" : "answered";
}

function endOfFailure(error: unknown): Omit<AdmissionSpend, "durationMs"> {
  if (!(error instanceof CrmError)) return { kind: "unknown", ended: "other" };
  if (error.outcome === "not-sent") return { kind: "nothing", ended: "other" };
  return { kind: "unknown", ended: error.reason === "timed-out" ? "timed-out" : "other" };
}
