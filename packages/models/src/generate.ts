import type { AttemptKind } from "@fieldwork/budget";
import { AppError, withSpan } from "@fieldwork/runtime";
import { answerSchema, type JsonSchema } from "./answer-schema.ts";
import { answerKind, errorOfCall, mergeTurns } from "./call-result.ts";
import { type CheckedAnswer, checkAnswer } from "./check-answer.ts";
import { checkModel } from "./check-model.ts";
import { type AnswerKind, decideNext, failureKind } from "./decide-next.ts";
import { restoreOutputs } from "./masking/restore-text.ts";
import type { AttemptRecord, GenerateRequest, GenerateResult, ModelLayer } from "./model-layer.ts";
import type { RepairTurn } from "./model-provider.ts";
import { type ModelRef, parseModelRef } from "./model-ref.ts";
import { ProviderError } from "./provider-error.ts";
import type { AttemptResult, ModelLayerDeps } from "./run-attempt.ts";
import { meterCall } from "./telemetry/call-metrics.ts";
import { callAttributes, requestAttributes, spanName } from "./telemetry/gen-ai-attributes.ts";
import { traceAttempt } from "./telemetry/trace-attempt.ts";

/**
 * The model layer: one logical call to the models of a route, with budget and admission before each
 * attempt.
 */
export function createModelLayer(deps: ModelLayerDeps): ModelLayer {
  return {
    async generate(request, signal) {
      const route = routeOf(request);
      const attributes = requestAttributes(request, route[0]);
      const { traceparent } = request;
      return withSpan(spanName(route[0]), { traceparent, attributes }, async (span) => {
        const records: AttemptRecord[] = [];
        const beganAt = performance.now();
        let errorCode: string | undefined;
        try {
          return await runCall(deps, { request, route, records }, signal);
        } catch (error) {
          errorCode = AppError.from(error).code;
          throw error;
        } finally {
          const durationMs = performance.now() - beganAt;
          span.setAttributes(callAttributes(records));
          meterCall(request, records, { durationMs, errorCode });
        }
      });
    },
    async check(request, signal) {
      const [ref] = routeOf(request);
      if (!ref) return { kind: "undetermined", error: errorOfCall([]) };
      if (deps.providers.get(ref.provider)?.free) return { kind: "accepted" };
      return checkModel(deps, { call: request, ref }, signal);
    },
    flush: () => deps.budget.flush(),
  };
}

function routeOf({ route }: GenerateRequest): ModelRef[] {
  return route.map((ref) => (typeof ref === "string" ? parseModelRef(ref) : ref));
}

const shortWaitMs = 2000;
const longWaitMs = 30_000;

interface Call {
  request: GenerateRequest;
  route: readonly ModelRef[];
  /** Filled as attempts end. */
  records: AttemptRecord[];
}

/** The model that is asked now. */
interface Turn {
  /** Its place in the route. */
  at: number;
  kind: AttemptKind;
  schema: JsonSchema;
  maxOutputTokens: number;
  /** Its first answer, while it is being repaired. */
  first?: FirstAnswer | undefined;
  /** Why its limit was raised. */
  cut?: AppError | undefined;
}

interface FirstAnswer {
  checked: CheckedAnswer;
  repair: RepairTurn;
}

async function runCall(
  deps: ModelLayerDeps,
  call: Call,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const { route, request, records } = call;
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
    const attempt = attemptOf({ call, turn, ref, leftMs: Math.max(1, Math.floor(leftMs())) });
    const result = withoutRaise(turn, await traceAttempt(deps, attempt, signal));
    records.push(result.record);
    const next = decideNext(endOf(result), {
      isRepair: turn.first !== undefined,
      isRaised: turn.cut !== undefined,
      hasKeptValues: kept === "partly-rejected",
      hasNextModel: turn.at + 1 < route.length,
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
        turn = { ...freshTurn(request), at: turn.at + 1, kind: "fallback" };
        break;
      case "fail":
        fail(errorOf(result, ref));
        keepTurn(request, { ref, turn, result });
        throw errorOfCall(failures);
      default:
        return next satisfies never;
    }
  }
}

/** Where the call begins: with the route's first model, or with the repair that an earlier call owes. */
function firstTurn({ request, route }: Pick<Call, "request" | "route">): Turn {
  const { outputs, fields, turn } = request;
  const fresh = freshTurn(request);
  if (!turn) return fresh;
  const at = route.findIndex(
    ({ provider, model }) => provider === turn.provider && model === turn.model,
  );
  if (at < 0) return fresh;
  const first = firstAnswer(checkAnswer(turn.text, outputs, fields), turn.text);
  return { ...fresh, at, kind: "repair", first };
}

function freshTurn({ outputs, fields, maxOutputTokens }: GenerateRequest): Turn {
  const lengths = Object.values(fields).map((text) => text?.length ?? 0);
  const schema = answerSchema(outputs, { longestInputChars: Math.max(0, ...lengths) });
  return { at: 0, kind: "first", schema, maxOutputTokens };
}

function firstAnswerOf(result: AttemptResult): FirstAnswer | undefined {
  return result.kind === "answered" ? firstAnswer(result.checked, result.text) : undefined;
}

function firstAnswer(checked: CheckedAnswer, text: string): FirstAnswer {
  return { checked, repair: { previousText: text, problems: checked.problems } };
}

/** A paid answer whose repair could not be asked for, through no fault of its own, is kept for later. */
function keepTurn(
  { onTurn }: GenerateRequest,
  { ref, turn, result }: { ref: ModelRef; turn: Turn; result: AttemptResult },
): void {
  if (!turn.first || result.kind !== "failed") return;
  if (failureKind(result.error.code) === "verdict") return;
  onTurn?.({ ...ref, text: turn.first.repair.previousText });
}

/** A model that does not accept the higher limit has answered already: what it wrote was cut off. */
function withoutRaise({ cut }: Turn, result: AttemptResult): AttemptResult {
  if (!cut || result.kind !== "failed" || !(result.error instanceof ProviderError)) return result;
  const { reason } = result.error;
  const isRefused = reason === "refused-parameter" || reason === "refused-request";
  return isRefused ? { ...result, error: cut } : result;
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
  const { attemptTimeoutMs } = call.request;
  const isLastModel = turn.at + 1 >= call.route.length;
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
    outputs: restoreOutputs(mergeTurns(turns), {
      masks: request.masks ?? [],
      specs: request.outputs,
    }),
    ...ref,
    costNanoUsd: records.reduce((sum, { chargedNanoUsd }) => sum + chargedNanoUsd, 0n),
    attempts: records,
  };
}
