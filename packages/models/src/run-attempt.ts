import type { Budget } from "@fieldwork/budget";
import type { NanoUsd } from "@fieldwork/contracts";
import { AppError, type Logger } from "@fieldwork/runtime";
import { answerKind } from "./call-result.ts";
import { type CheckedAnswer, checkAnswer } from "./check-answer.ts";
import type { AttemptRecord } from "./model-layer.ts";
import type { TokenUsage } from "./model-provider.ts";
import type { ModelRef } from "./model-ref.ts";
import {
  type AttemptTurn,
  type PrepareDeps,
  type PreparedAttempt,
  prepareAttempt,
} from "./prepare-attempt.ts";
import { chargeOf } from "./prices/charge.ts";
import type { ModelAbout } from "./route/planned-route.ts";
import { type AdmittedDeps, sendAdmitted } from "./send-admitted.ts";
import { reportedUsage, type Sent } from "./send-attempt.ts";

export interface ModelLayerDeps extends AdmittedDeps, PrepareDeps {
  budget: Budget;
  /** What the configuration says of a model. */
  aboutOf?: ((ref: ModelRef) => ModelAbout) | undefined;
}

export type AttemptResult = { record: AttemptRecord } & (
  | { kind: "answered"; checked: CheckedAnswer; text: string }
  /** Entered: it stands in the call log, whatever became of it. */
  | { kind: "failed"; error: AppError; isEntered: boolean }
);

/** One attempt: reserve the money, wait for admission, send, check the reply, settle the cost. Never throws. */
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
    await reserve(deps, turn, prepared);
    const sent = await sendAdmitted(deps, { turn, prepared }, signal);
    const judged = judge(sent, turn);
    const cost = costOf(deps.logger, { turn, prepared }, sent);
    const outcome = judged.kind === "answered" ? answerKind(judged.checked) : judged.error.code;
    await settle(deps, turn, { ...cost, outcome });
    const chargedNanoUsd = cost.costNanoUsd ?? prepared.reserveNanoUsd;
    const record = recordOf({ ...cost, chargedNanoUsd, outcome });
    if (judged.kind === "failed") return { ...judged, record, isEntered: true };
    return { ...judged, record: { ...record, ...fixesOf(judged) } };
  } catch (cause) {
    // Nothing was sent: what comes after the reservation does not throw.
    const error = AppError.from(cause);
    const nothing = { usage: null, costNanoUsd: 0n, chargedNanoUsd: 0n, outcome: error.code };
    return { kind: "failed", error, record: recordOf(nothing), isEntered: false };
  }
}

interface Attempt {
  turn: AttemptTurn;
  prepared: PreparedAttempt;
}

async function reserve(
  { budget, aboutOf }: Pick<ModelLayerDeps, "budget" | "aboutOf">,
  { call, ref, attempt, kind, passedOver }: AttemptTurn,
  { call: { region = aboutOf?.(ref).region }, reserveNanoUsd }: PreparedAttempt,
): Promise<void> {
  const { callId, workId, wantedBy, purpose, connection, task, record, orderedBy } = call;
  const decision = await budget.reserve({
    ...{ callId, attempt, kind, workId, wantedBy, purpose, connection, enrichment: task },
    ...{ ...ref, record, orderedBy, amountNanoUsd: reserveNanoUsd },
    sent: {
      ...{ fields: Object.keys(call.fields), region: region ?? null, policy: call.policy ?? null },
      passedOver,
    },
  });
  if (decision.kind === "reserved") return;
  throw new AppError(`the budget ${decision.scope} has no room for a call to ${ref.model}`, {
    code: "budget_exhausted",
    retryable: true,
    details: { ...ref, scope: decision.scope, outcome: "not-sent" },
    reasonDetail: { budget: decision.scope },
  });
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

function fixesOf({ checked }: { checked: CheckedAnswer }): Pick<AttemptRecord, "fixes"> {
  if (checked.kind !== "checked") return {};
  const { fixes } = checked;
  return fixes.length === 0 ? {} : { fixes };
}

/** What the attempt used and cost; null if unknown. */
function costOf(
  logger: Logger,
  { turn, prepared: { priced } }: Attempt,
  sent: Sent,
): Pick<AttemptRecord, "usage" | "costNanoUsd"> {
  const told = reportedUsage(sent);
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
