import type { NanoUsd } from "@fieldwork/contracts";
import { AppError, type Logger } from "@fieldwork/runtime";
import type { Admission, AdmissionLease, AdmissionSpend } from "./admission/admission.ts";
import { waitForAdmission } from "./admission/wait-for-admission.ts";
import type { Budget } from "./budget/budget.ts";
import { type CheckedAnswer, checkAnswer } from "./check-answer.ts";
import { answerKind } from "./judge-call.ts";
import type { AttemptRecord } from "./model-layer.ts";
import type { ModelProvider, TokenUsage } from "./model-provider.ts";
import { type AttemptTurn, type PreparedAttempt, prepareAttempt } from "./prepare-attempt.ts";
import { costNanoUsd } from "./prices/model-price.ts";
import type { Prices } from "./prices/prices.ts";
import { type Sent, sendAttempt } from "./send-attempt.ts";

export interface ModelLayerDeps {
  /** By name. */
  providers: ReadonlyMap<string, ModelProvider>;
  prices: Prices;
  budget: Budget;
  admission: Admission;
  logger: Logger;
}

export type AttemptResult = { record: AttemptRecord } & (
  | { kind: "answered"; checked: CheckedAnswer; text: string }
  | { kind: "failed"; error: AppError }
);

// Longer than this, the work is better off in the hands of its queue.
const admissionWaitMs = 2000;

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
    const prepared = prepareAttempt(deps, turn);
    await reserve(deps.budget, turn, prepared);
    const sent = await sendAdmitted(deps, { turn, prepared }, signal);
    const judged = judge(sent, turn);
    const usage = sent.kind === "failed" ? null : sent.reply.usage;
    const cost = costOf(sent, prepared);
    const outcome = judged.kind === "answered" ? answerKind(judged.checked) : judged.error.code;
    await settle(deps, { turn, prepared }, { usage, costNanoUsd: cost, outcome });
    const chargedNanoUsd = cost ?? prepared.reserveNanoUsd;
    const record = recordOf({ usage, costNanoUsd: cost, chargedNanoUsd, outcome });
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
  const { callId, workId, scopes } = call;
  const amount = { scopes, amountNanoUsd: reserveNanoUsd };
  const decision = await budget.reserve({ callId, attempt, kind, workId, ...ref, ...amount });
  if (decision.kind === "reserved") return;
  throw new AppError(`the budget ${decision.scope} has no room for a call to ${ref.model}`, {
    code: "budget_exhausted",
    retryable: true,
    details: { ...ref, scope: decision.scope, outcome: "not-sent" },
  });
}

async function sendAdmitted(
  deps: ModelLayerDeps,
  { turn, prepared }: Attempt,
  signal: AbortSignal,
): Promise<Sent> {
  const { admission } = deps;
  const { timeoutMs, call, ref } = turn;
  const waitedFrom = performance.now();
  const wanted = {
    ...ref,
    workClass: call.workClass,
    inputTokens: prepared.estimatedInputTokens,
    outputTokens: call.maxOutputTokens,
    // The lease outlives the attempt; its holder settles it unless it dies.
    leaseMs: timeoutMs + 2 * admissionWaitMs,
  };
  let lease: AdmissionLease;
  try {
    const maxWaitMs = Math.min(admissionWaitMs, timeoutMs);
    lease = await waitForAdmission(admission, wanted, { maxWaitMs, signal });
  } catch (cause) {
    return { kind: "failed", error: AppError.from(cause), outcome: "not-sent" };
  }
  const leftMs = Math.max(1, timeoutMs - (performance.now() - waitedFrom));
  const sent = await sendAttempt(prepared, { timeoutMs: Math.round(leftMs), signal });
  await release(deps, lease, sent);
  return sent;
}

async function release(
  { admission, logger }: ModelLayerDeps,
  lease: AdmissionLease,
  sent: Sent,
): Promise<void> {
  try {
    await admission.settle(lease, spendOf(sent));
    const closeLaneMs = sent.kind === "failed" ? coolDownMs(sent.error) : 0;
    if (closeLaneMs > 0) await admission.coolDown(lease.provider, Date.now() + closeLaneMs);
  } catch (err) {
    // The lease expires by itself; the reply is paid and must not be lost for it.
    logger.warn({ err, provider: lease.provider }, "admission could not be settled");
  }
}

function spendOf(sent: Sent): AdmissionSpend {
  if (sent.kind === "failed") {
    return { kind: sent.outcome === "not-sent" ? "nothing" : "unknown" };
  }
  const { usage } = sent.reply;
  if (!usage) return { kind: "unknown" };
  return { kind: "used", inputTokens: usage.inputTokens, outputTokens: usage.outputTokens };
}

/** Spares the other callers the same refusal: those of this process, or of all that share an admission. */
function coolDownMs({ code, details }: AppError): number {
  switch (code) {
    case "model_unavailable":
    case "model_rate_limited":
    case "model_quota_exhausted":
      return typeof details.closeLaneMs === "number" ? details.closeLaneMs : 0;
    default:
      return 0;
  }
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

/** Null: not known. */
function costOf(sent: Sent, { price }: PreparedAttempt): NanoUsd | null {
  if (price === undefined) return 0n;
  if (sent.kind === "failed") return sent.outcome === "unknown" ? null : 0n;
  return sent.reply.usage === null ? null : costNanoUsd(sent.reply.usage, price);
}

async function settle(
  { budget, logger }: ModelLayerDeps,
  { turn, prepared }: Attempt,
  end: { usage: TokenUsage | null; costNanoUsd: NanoUsd | null; outcome: string },
): Promise<void> {
  const { attempt, ref } = turn;
  const { callId } = turn.call;
  if (end.costNanoUsd !== null && end.costNanoUsd > prepared.reserveNanoUsd) {
    logger.error(
      { callId, attempt, ...ref, usage: end.usage },
      "an attempt cost more than its upper bound",
    );
  }
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
