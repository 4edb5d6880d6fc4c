import type { Budget } from "@fieldwork/budget";
import type { NanoUsd } from "@fieldwork/contracts";
import {
  type Admission,
  type AdmissionLease,
  type AdmissionSpent,
  type CallEnd,
  freshLease,
} from "@fieldwork/limits";
import { AppError, type Logger } from "@fieldwork/runtime";
import { admissionScopes } from "./admission-scopes.ts";
import { answerKind } from "./call-result.ts";
import { type CheckedAnswer, checkAnswer } from "./check-answer.ts";
import type { AttemptRecord } from "./model-layer.ts";
import type { ModelProvider, TokenUsage } from "./model-provider.ts";
import { type AttemptTurn, type PreparedAttempt, prepareAttempt } from "./prepare-attempt.ts";
import { boundUsage } from "./prices/bound-usage.ts";
import { chargeOf } from "./prices/charge.ts";
import type { Prices } from "./prices/prices.ts";
import { ProviderError } from "./provider-error.ts";
import { restAfter } from "./rest-after.ts";
import { type Sent, sendAttempt } from "./send-attempt.ts";

export interface ModelLayerDeps {
  /** By name. */
  providers: ReadonlyMap<string, ModelProvider>;
  prices: Prices;
  budget: Budget;
  admission: Admission;
  logger: Logger;
  /** The clock of `performance.now()`. */
  nowMs?: (() => number) | undefined;
}

export type AttemptResult = { record: AttemptRecord } & (
  | { kind: "answered"; checked: CheckedAnswer; text: string }
  | { kind: "failed"; error: AppError }
);

const leaseSlackMs = 4000;
// By then every process has heard that the lane is closed.
const closingMs = 1000;

/** One attempt: hold the money, wait for admission, send, check, settle. Never throws. */
export async function runAttempt(
  deps: ModelLayerDeps,
  turn: AttemptTurn,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const startedAt = performance.now();
  const recordOf = (
    end: Pick<AttemptRecord, "usage" | "costNanoUsd" | "chargedNanoUsd" | "outcome">,
  ) => ({
    ...turn.ref,
    attempt: turn.attempt,
    kind: turn.kind,
    durationMs: Math.round(performance.now() - startedAt),
    ...end,
  });
  try {
    if (signal.aborted) throw stoppedBefore();
    await turn.call.beforeSend(turn.ref);
    const prepared = prepareAttempt(deps, turn);
    await reserve(deps.budget, turn, prepared);
    const sent = await sendAdmitted(deps, { turn, prepared }, signal);
    const judged = judge(sent, turn);
    const cost = costOf(deps.logger, { turn, prepared }, sent);
    const outcome = judged.kind === "answered" ? answerKind(judged.checked) : judged.error.code;
    await settle(deps, turn, { ...cost, outcome });
    const chargedNanoUsd = cost.costNanoUsd ?? prepared.reserveNanoUsd;
    const record = recordOf({ ...cost, chargedNanoUsd, outcome });
    return { ...judged, record: { ...record, ...fixesOf(judged) } };
  } catch (cause) {
    // Nothing was sent: what comes after the reservation does not throw.
    const error = AppError.from(cause);
    const nothing = { usage: null, costNanoUsd: 0n, chargedNanoUsd: 0n, outcome: error.code };
    return { kind: "failed", error, record: recordOf(nothing) };
  }
}

interface Attempt {
  turn: AttemptTurn;
  prepared: PreparedAttempt;
}

async function reserve(
  budget: Budget,
  { call, ref, attempt, kind }: AttemptTurn,
  { reserveNanoUsd }: PreparedAttempt,
): Promise<void> {
  const { callId, workId, wantedBy, purpose, connection, task } = call;
  const decision = await budget.reserve({
    ...{ callId, attempt, kind, workId, wantedBy, purpose, connection, enrichment: task },
    ...ref,
    amountNanoUsd: reserveNanoUsd,
  });
  if (decision.kind === "reserved") return;
  throw new AppError(`the budget ${decision.scope} has no room for a call to ${ref.model}`, {
    code: "budget_exhausted",
    retryable: true,
    details: { ...ref, scope: decision.scope, outcome: "not-sent" },
    reasonDetail: { budget: decision.scope },
  });
}

async function sendAdmitted(
  deps: ModelLayerDeps,
  { turn, prepared }: Attempt,
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
  const untilDeadlineMs = Math.max(1, Math.round(leftMs - (admittedAt - waitedFrom)));
  const attemptMs = Math.min(timeoutMs, untilDeadlineMs);
  const sent = await sendAttempt(prepared.call, {
    ...{ ref, timeoutMs: attemptMs, firstTokenTimeoutMs: call.firstTokenTimeoutMs, signal },
  });
  await release(deps, lease, { sent, prepared, durationMs: performance.now() - admittedAt });
  return sent;
}

async function release(
  { admission, logger }: ModelLayerDeps,
  lease: AdmissionLease,
  { sent, prepared, durationMs }: { sent: Sent; prepared: PreparedAttempt; durationMs: number },
): Promise<void> {
  const coolDownMs = sent.kind === "failed" ? coolDownAfter(sent.error) : 0;
  const spend = { ...spentBy(sent, prepared), ended: endOf(sent), durationMs };
  try {
    await Promise.all([
      // Asked for before the place is free: whoever takes that would meet the same refusal.
      coolDownMs > 0 && admission.coolDown([lease.scopes[0]], Date.now() + coolDownMs),
      admission.release(lease, spend),
    ]);
  } catch (err) {
    // The lease expires by itself; the reply is paid and must not be lost for it.
    logger.warn({ err, scopes: lease.scopes }, "a lease could not be released");
  }
}

function spentBy(sent: Sent, { priced }: PreparedAttempt): AdmissionSpent {
  if (sent.kind === "failed" && sent.outcome === "not-sent") return { kind: "nothing" };
  const told = toldUsage(sent);
  if (!told) return { kind: "unknown" };
  const { inputTokens, outputTokens } = priced ? boundUsage(told, priced).usage : told;
  return { kind: "used", amounts: { "input-tokens": inputTokens, "output-tokens": outputTokens } };
}

/** What the end of an attempt says of how much its vendor bears. */
function endOf(sent: Sent): CallEnd {
  if (sent.kind !== "failed") return "answered";
  const reason = sent.error instanceof ProviderError ? sent.error.reason : undefined;
  if (reason === "timed-out") return "timed-out";
  return reason === "rate-limited" || reason === "busy" ? "busy" : "other";
}

/**
 * Spares the other callers the same refusal, those of this process or of all that share an admission,
 * until the lane is closed. The lane's own pause is longer, and its check must get through.
 */
function coolDownAfter(error: AppError): number {
  const rest = error instanceof ProviderError ? restAfter(error) : undefined;
  if (rest?.of !== "provider") return 0;
  const pauseMs = rest.waitMs ?? rest.baseMs;
  return rest.needsCheck ? Math.min(pauseMs, closingMs) : pauseMs;
}

function judge(
  sent: Sent,
  { call }: AttemptTurn,
):
  | { kind: "answered"; checked: CheckedAnswer; text: string }
  | { kind: "failed"; error: AppError } {
  if (sent.kind !== "replied") return { kind: "failed", error: sent.error };
  const { text } = sent.reply;
  return { kind: "answered", checked: checkAnswer(text, call.outputs, call.fields), text };
}

function fixesOf(judged: ReturnType<typeof judge>): Pick<AttemptRecord, "fixes"> {
  if (judged.kind !== "answered" || judged.checked.kind !== "checked") return {};
  const { fixes } = judged.checked;
  return fixes.length === 0 ? {} : { fixes };
}

/** What the attempt used and cost; null: not known. */
function costOf(
  logger: Logger,
  { turn, prepared: { priced } }: Attempt,
  sent: Sent,
): Pick<AttemptRecord, "usage" | "costNanoUsd"> {
  const told = toldUsage(sent);
  if (priced === undefined) return { usage: told, costNanoUsd: 0n };
  if (told === null) return { usage: null, costNanoUsd: isUnpaid(sent) ? 0n : null };
  const { usage, costNanoUsd, beyondBound } = chargeOf(told, priced);
  if (beyondBound.length > 0) {
    const { call, attempt, ref } = turn;
    const { inputTokensAtMost, maxOutputTokens } = priced;
    logger.error(
      {
        ...{ callId: call.callId, attempt, ...ref },
        ...{ told, beyondBound, inputTokensAtMost, maxOutputTokens },
      },
      "the vendor reported more usage than the request can have; charging the most that it can cost",
    );
  }
  return { usage, costNanoUsd };
}

function toldUsage(sent: Sent): TokenUsage | null {
  if (sent.kind !== "failed") return sent.reply.usage;
  return sent.error instanceof ProviderError ? sent.error.usage : null;
}

function isUnpaid(sent: Sent): boolean {
  return sent.kind === "failed" && sent.outcome !== "unknown";
}

async function settle(
  { budget, logger }: ModelLayerDeps,
  { attempt, ref, call: { callId } }: AttemptTurn,
  end: { usage: TokenUsage | null; costNanoUsd: NanoUsd | null; outcome: string },
): Promise<void> {
  try {
    await budget.settle({ callId, attempt, ...end });
  } catch (err) {
    // The reservation stays charged, which is safe; the answer is paid and must not be lost for it.
    logger.warn({ err, callId, attempt, ...ref }, "an attempt could not be settled");
  }
}

function stoppedBefore(): AppError {
  return new AppError("stopped before the model was asked", {
    code: "stopped",
    retryable: true,
    details: { outcome: "not-sent" },
  });
}
