import { AppError, withSpan } from "@fieldwork/runtime";
import { answerKind, errorOfCall, mergeTurns } from "./call-result.ts";
import type { CheckedAnswer } from "./check-answer.ts";
import { checkModel } from "./check-model.ts";
import { type AnswerKind, decideNext } from "./decide-next.ts";
import { restoreOutputs } from "./masking/restore-text.ts";
import type { AttemptRecord, GenerateRequest, GenerateResult, ModelLayer } from "./model-layer.ts";
import type { ModelRef } from "./model-ref.ts";
import { nextModelAfter } from "./next-model.ts";
import { type PassedOver, passedOverAfter, withPassedOver } from "./passed-over.ts";
import { ProviderError } from "./provider-error.ts";
import { withoutOurWords } from "./repeats-instructions.ts";
import { runRetried } from "./retry-attempt.ts";
import { orderedRoute, plannedRoute, routeOf } from "./route/planned-route.ts";
import { createRoutePace, type RoutePace } from "./route/route-pace.ts";
import type { AttemptResult, ModelLayerDeps } from "./run-attempt.ts";
import { meterCall } from "./telemetry/call-metrics.ts";
import {
  callAttributes,
  contentAttributes,
  requestAttributes,
  spanName,
} from "./telemetry/gen-ai-attributes.ts";
import { firstAnswerOf, firstTurn, freshTurn, keepTurn, type Turn, withoutRaise } from "./turn.ts";

/**
 * The model layer: one logical call to the models of a route, with budget and admission before each
 * attempt.
 */
export function createModelLayer(deps: ModelLayerDeps): ModelLayer {
  const pace = createRoutePace(() => performance.now());
  return {
    async generate(request, signal) {
      const { route, passedOver } = plannedRoute(request, { ...deps, pace });
      const { traceparent } = request;
      return withSpan(spanName(route[0]), { traceparent }, async (span) => {
        if (span.isRecording()) span.setAttributes(requestAttributes(request, route[0]));
        const records: AttemptRecord[] = [];
        const call: Call = { request, route, records, passedOver, pace };
        const beganAt = performance.now();
        let errorCode: string | undefined;
        try {
          return await runCall(deps, call, signal);
        } catch (error) {
          errorCode = AppError.from(error).code;
          throw error;
        } finally {
          const durationMs = performance.now() - beganAt;
          if (span.isRecording()) {
            span.setAttributes(callAttributes(records));
            if (request.kept?.traced) span.setAttributes(contentAttributes(request, call));
          }
          meterCall(request, records, { durationMs, errorCode });
        }
      });
    },
    order: (definition) => orderedRoute(definition, { ...deps, pace }).route,
    async check(request, signal) {
      const [ref] = routeOf(request);
      if (!ref) return { kind: "undetermined", error: errorOfCall([]) };
      if (deps.providers.get(ref.provider)?.free) return { kind: "accepted" };
      return checkModel(deps, { call: request, ref }, signal);
    },
    flush: () => deps.budget.flush(),
  };
}

const shortWaitMs = 2000;
const longWaitMs = 30_000;

interface Call {
  request: GenerateRequest;
  route: readonly ModelRef[];
  /** Filled as attempts end. */
  records: AttemptRecord[];
  /** Not asked, and in no entry of the call log yet. */
  passedOver: readonly PassedOver[];
  /** The text of the last one that was answered. */
  answer?: string | undefined;
  pace: RoutePace;
}

async function runCall(
  deps: ModelLayerDeps,
  call: Call,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const { route, request, pace } = call;
  const { routing } = request;
  const deadlineAt = performance.now() + request.deadlineMs;
  const leftMs = () => deadlineAt - performance.now();
  // With less than a quarter of its usual time, an attempt is not begun: it would be paid for and lost.
  const leastMs = Math.min(request.attemptTimeoutMs, request.deadlineMs) / 4;
  const failures: AppError[] = [];
  const fail = (error: AppError) => {
    failures.push(error);
    request.onFailure?.(error);
  };
  let turn = firstTurn(call);
  for (;;) {
    const ref = route[turn.at];
    if (!ref) throw errorOfCall(failures);
    const kept = turn.first && answerKind(turn.first.checked);
    // An answer that was stored by an earlier call may pass by now.
    if (turn.first && kept === "clean") return accepted(call, { ref, turns: [turn.first.checked] });
    const now = turn;
    const attempted = {
      turn: () => attemptOf({ call, turn: now, ref, leftMs: Math.max(1, Math.floor(leftMs())) }),
      ...{ leastMs, isLastModel: turn.at + 1 >= route.length },
      onEnd: (ended: AttemptResult) => noteEnd(call, ref, ended),
    };
    pace.begun(ref);
    const result = withoutRaise(turn, await runRetried(deps, attempted, signal));
    const end = endOf(result);
    const nextAt = nextModelAfter({ route, at: turn.at, routing }, end, deps.prices);
    passOver(call, { at: turn.at, nextAt }, result);
    const next = decideNext(end, {
      isRepair: turn.first !== undefined,
      isRaised: turn.cut !== undefined,
      hasKeptValues: kept === "partly-rejected",
      hasNextModel: nextAt < route.length,
      hasTime: leftMs() >= leastMs,
    });
    switch (next.kind) {
      case "accept": {
        if (result.kind === "failed") fail(result.error);
        const last = result.kind === "answered" ? result.checked : undefined;
        return accepted(call, { ref, turns: [turn.first?.checked, last] });
      }
      case "repair":
        turn = { ...turn, kind: "repair", first: firstAnswerOf(result) };
        break;
      case "raise-cap":
        turn = {
          ...turn,
          maxOutputTokens: 2 * turn.maxOutputTokens,
          cut: errorOf(result, ref),
        };
        break;
      case "next-model":
        fail(errorOf(result, ref));
        keepTurn(request, { ref, turn, result });
        turn = { ...freshTurn(request), at: nextAt, kind: "fallback" };
        break;
      case "fail":
        fail(errorOf(result, ref));
        keepTurn(request, { ref, turn, result });
        throw withPassedOver(errorOfCall(failures), call.passedOver);
      default:
        return next satisfies never;
    }
  }
}

function noteEnd(call: Call, ref: ModelRef, ended: AttemptResult): void {
  call.records.push(ended.record);
  if (ended.kind === "answered") call.answer = ended.text;
  const error = ended.kind === "failed" ? ended.error : undefined;
  // The entry has told them.
  if (ended.kind === "answered" || ended.isEntered) call.passedOver = [];
  call.pace.ended(ref, { durationMs: ended.record.durationMs, error });
}

function passOver(call: Call, places: { at: number; nextAt: number }, ended: AttemptResult): void {
  if (ended.kind !== "failed") return;
  const passed = passedOverAfter({ route: call.route, ...places }, ended);
  if (passed.length > 0) call.passedOver = [...call.passedOver, ...passed];
}

function attemptOf({
  call,
  turn,
  ref,
  leftMs,
}: {
  call: Call;
  turn: Turn;
  ref: ModelRef;
  leftMs: number;
}) {
  const { attemptTimeoutMs, routing } = call.request;
  const isLastModel = turn.at + 1 >= call.route.length || routing?.spill === false;
  return {
    call: call.request,
    schema: turn.schema,
    ref,
    attempt: call.records.length + 1,
    kind: turn.kind,
    repair: turn.first?.repair,
    maxOutputTokens: turn.maxOutputTokens,
    timeoutMs: Math.min(attemptTimeoutMs, leftMs),
    leftMs,
    passedOver: call.passedOver,
    // Another model may have room at once; a vendor with few slots has room after a while.
    maxWaitMs: isLastModel
      ? Math.max(shortWaitMs, Math.min(longWaitMs, leftMs - attemptTimeoutMs))
      : shortWaitMs,
  };
}

function endOf(result: AttemptResult): AnswerKind | AppError {
  return result.kind === "answered" ? answerKind(result.checked) : result.error;
}

function errorOf(result: AttemptResult, ref: ModelRef): AppError {
  if (result.kind === "failed") return result.error;
  const { problems } = result.checked;
  return new ProviderError(
    `${ref.provider}/${ref.model} gave no valid answer: ${problems.join("; ")}`,
    { ...ref, reason: "unreadable", outcome: "unknown", details: { problems } },
  );
}

function accepted(
  { request, records }: Call,
  { ref, turns }: { ref: ModelRef; turns: readonly (CheckedAnswer | undefined)[] },
): GenerateResult {
  return {
    outputs: restoreOutputs(withoutOurWords(mergeTurns(turns), request), {
      masks: request.masks ?? [],
      specs: request.outputs,
    }),
    ...ref,
    costNanoUsd: records.reduce((sum, { chargedNanoUsd }) => sum + chargedNanoUsd, 0n),
    attempts: records,
  };
}
