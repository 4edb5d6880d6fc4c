import {
  type Admission,
  type AdmissionLease,
  type AdmissionSpent,
  type CallEnd,
  freshLease,
} from "@fieldwork/limits";
import { AppError, type Logger } from "@fieldwork/runtime";
import { admissionScopes } from "./admission-scopes.ts";
import type { AttemptTurn, PreparedAttempt } from "./prepare-attempt.ts";
import { boundUsage } from "./prices/bound-usage.ts";
import { ProviderError } from "./provider-error.ts";
import { restAfter } from "./rest-after.ts";
import { reportedUsage, type Sent, sendAttempt } from "./send-attempt.ts";
import { meterAdmission } from "./telemetry/call-metrics.ts";
import { toldLimits } from "./told-limits.ts";

export interface AdmittedDeps {
  admission: Admission;
  logger: Logger;
  /** The clock of `performance.now()`. */
  nowMs?: (() => number) | undefined;
}

const leaseSlackMs = 4000;
// By then every process knows that the lane is closed.
const closingMs = 1000;

/**
 * Waits for admission, sends the attempt, and releases the lease with what was used; nobody waits until the release of
 * an answered one is known to all. Never throws.
 */
export async function sendAdmitted(
  deps: AdmittedDeps,
  { turn, prepared }: { turn: AttemptTurn; prepared: PreparedAttempt },
  signal: AbortSignal,
): Promise<Sent> {
  const { admission, nowMs = () => performance.now() } = deps;
  const { timeoutMs, leftMs, maxWaitMs, call, ref } = turn;
  const waitedFrom = performance.now();
  const wanted = {
    scopes: admissionScopes(ref),
    workClass: call.workClass,
    amounts: {
      requests: 1,
      "input-tokens": prepared.call.inputTokensLikely,
      "output-tokens": turn.maxOutputTokens,
    },
    // The lease outlives the attempt; its holder releases it unless it dies.
    leaseMs: timeoutMs + leaseSlackMs,
    about: { provider: ref.provider, model: ref.model },
  };
  let lease: AdmissionLease;
  try {
    lease = await freshLease(admission, wanted, {
      ...{ maxWaitMs, leftMs, signal, nowMs },
      beforeUse: () => call.beforeSend(ref),
    });
  } catch (cause) {
    return { kind: "failed", error: AppError.from(cause), outcome: "not-sent" };
  }
  const admittedAt = performance.now();
  meterAdmission(ref, call.workClass, admittedAt - waitedFrom);
  const untilDeadlineMs = Math.max(1, Math.round(leftMs - (admittedAt - waitedFrom)));
  const attemptMs = Math.min(timeoutMs, untilDeadlineMs);
  const sent = await sendAttempt(prepared.call, {
    ...{ ref, timeoutMs: attemptMs, signal, onText: call.onText },
    firstTokenTimeoutMs: call.firstTokenTimeoutMs,
    chunkTimeoutMs: call.chunkTimeoutMs,
    onExchange: turn.onExchange,
  });
  const released = release(deps, lease, {
    ...{ sent, prepared, durationMs: performance.now() - admittedAt },
  });
  // After a failure the same vendor may be asked again at once, and must not be while it cools down.
  if (sent.kind === "failed") await released;
  return sent;
}

async function release(
  { admission, logger }: AdmittedDeps,
  lease: AdmissionLease,
  { sent, prepared, durationMs }: { sent: Sent; prepared: PreparedAttempt; durationMs: number },
): Promise<void> {
  const coolDownMs = sent.kind === "failed" ? coolDownAfter(sent.error) : 0;
  const spend = { ...spentBy(sent, prepared), ended: endOf(sent), durationMs };
  try {
    await Promise.all([
      // Before the place is free: whoever takes it would meet the same refusal.
      coolDownMs > 0 && admission.coolDown([lease.scopes[0]], Date.now() + coolDownMs),
      admission.release(lease, spend),
    ]);
  } catch (err) {
    // The lease expires by itself; the reply is paid for and must not be lost because of it.
    logger.warn({ err, scopes: lease.scopes }, "a lease could not be released");
  }
  // Afterwards: what the lease gives back, the vendor has not counted.
  hearLimits(admission, lease, { sent, prepared });
}

/** Of several keys, each reply tells of one alone, and says nothing about their sum. */
function hearLimits(
  { heard }: Admission,
  { scopes }: AdmissionLease,
  { sent, prepared }: { sent: Sent; prepared: PreparedAttempt },
): void {
  if (sent.kind === "failed" || prepared.isOfSeveral || !sent.reply.limits?.length) return;
  heard?.(scopes, toldLimits(sent.reply.limits));
}

function spentBy(sent: Sent, { priced }: PreparedAttempt): AdmissionSpent {
  if (sent.kind === "failed" && sent.outcome === "not-sent") return { kind: "nothing" };
  const told = reportedUsage(sent);
  if (!told) return { kind: "unknown" };
  const { inputTokens, outputTokens } = priced ? boundUsage(told, priced).usage : told;
  return { kind: "used", amounts: { "input-tokens": inputTokens, "output-tokens": outputTokens } };
}

/** What the end of an attempt says about its vendor's load. */
function endOf(sent: Sent): CallEnd {
  if (sent.kind !== "failed") return "answered";
  const reason = sent.error instanceof ProviderError ? sent.error.reason : undefined;
  if (reason === "timed-out") return "timed-out";
  return reason === "rate-limited" || reason === "busy" ? "busy" : "other";
}

/**
 * Spares other callers the same refusal (those of this process, or all that share the admission) until the
 * lane is closed. The lane's own pause is longer, and its check must get through.
 */
function coolDownAfter(error: AppError): number {
  const rest = error instanceof ProviderError ? restAfter(error) : undefined;
  if (rest?.of !== "provider") return 0;
  const pauseMs = rest.waitMs ?? rest.baseMs;
  return rest.needsCheck ? Math.min(pauseMs, closingMs) : pauseMs;
}
