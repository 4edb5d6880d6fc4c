import { AppError, withSpan } from "@fieldwork/runtime";
import { answerSchema, type JsonSchema } from "./answer-schema.ts";
import type { AttemptKind } from "./budget/budget.ts";
import type { CheckedAnswer } from "./check-answer.ts";
import { type AttemptEnd, decideNext } from "./decide-next.ts";
import { answerKind, errorOfCall, mergeTurns } from "./judge-call.ts";
import type { AttemptRecord, GenerateRequest, GenerateResult, ModelLayer } from "./model-layer.ts";
import type { RepairTurn } from "./model-provider.ts";
import { type ModelRef, parseModelRef } from "./model-ref.ts";
import { type AttemptResult, type ModelLayerDeps, runAttempt } from "./run-attempt.ts";
import { attemptAttributes, requestAttributes, spanName } from "./telemetry/gen-ai-attributes.ts";

/** The model layer: one logical call over a route of models, with budget and admission before each attempt. */
export function createModelLayer(deps: ModelLayerDeps): ModelLayer {
  return {
    async generate(request, signal) {
      const route = request.route.map((ref) =>
        typeof ref === "string" ? parseModelRef(ref) : ref,
      );
      const attributes = requestAttributes(request, route[0]);
      const { traceparent } = request;
      return withSpan(spanName(route[0]), { traceparent, attributes }, async (span) => {
        const records: AttemptRecord[] = [];
        try {
          return await runCall(deps, { request, route, records }, signal);
        } finally {
          span.setAttributes(attemptAttributes(records));
        }
      });
    },
  };
}

interface Call {
  request: GenerateRequest;
  route: readonly ModelRef[];
  /** Filled as attempts end. */
  records: AttemptRecord[];
}

/** The model asked now. */
interface Turn {
  /** Its place in the route. */
  at: number;
  kind: AttemptKind;
  schema: JsonSchema;
  /** Its first answer, while it is being repaired. */
  first?: { checked: CheckedAnswer; repair: RepairTurn } | undefined;
}

async function runCall(
  deps: ModelLayerDeps,
  call: Call,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const { route, request, records } = call;
  const deadlineAt = performance.now() + request.deadlineMs;
  const leftMs = () => deadlineAt - performance.now();
  // What has less than a quarter of its usual time is not begun: it would be paid and lost.
  const leastMs = Math.min(request.attemptTimeoutMs, request.deadlineMs) / 4;
  const failures: AppError[] = [];
  let turn: Turn = { at: 0, kind: "first", schema: schemaOf(request) };
  for (;;) {
    const ref = route[turn.at];
    if (!ref) throw errorOfCall(failures);
    const timeoutMs = Math.max(1, Math.min(request.attemptTimeoutMs, Math.floor(leftMs())));
    const result = await runAttempt(deps, attemptOf({ call, turn, ref, timeoutMs }), signal);
    records.push(result.record);
    const next = decideNext(endOf(result), {
      isRepair: turn.first !== undefined,
      hasKeptValues: hasKeptValues(turn.first?.checked),
      hasNextModel: turn.at + 1 < route.length,
      hasTime: leftMs() >= leastMs,
    });
    switch (next.kind) {
      case "accept":
        return accepted(call, { turn, ref, result });
      case "repair":
        turn = { ...turn, kind: "repair", first: firstAnswerOf(result) };
        break;
      case "next-model":
        failures.push(errorOf(result, ref));
        turn = { at: turn.at + 1, kind: "fallback", schema: turn.schema };
        break;
      case "fail":
        throw errorOfCall([...failures, errorOf(result, ref)]);
      default:
        return next satisfies never;
    }
  }
}

function schemaOf({ outputs, fields }: GenerateRequest): JsonSchema {
  const lengths = Object.values(fields).map((text) => text?.length ?? 0);
  return answerSchema(outputs, { longestInputChars: Math.max(0, ...lengths) });
}

function attemptOf({
  call,
  turn,
  ref,
  timeoutMs,
}: {
  call: Call;
  turn: Turn;
  ref: ModelRef;
  timeoutMs: number;
}) {
  return {
    call: call.request,
    schema: turn.schema,
    ref,
    attempt: call.records.length + 1,
    kind: turn.kind,
    repair: turn.first?.repair,
    timeoutMs,
  };
}

function endOf(result: AttemptResult): AttemptEnd {
  return result.kind === "answered"
    ? { kind: "answered", answer: answerKind(result.checked) }
    : { kind: "failed", code: result.error.code };
}

function hasKeptValues(checked: CheckedAnswer | undefined): boolean {
  return checked?.kind === "checked" && answerKind(checked) === "partly-rejected";
}

function firstAnswerOf(result: AttemptResult): Turn["first"] {
  if (result.kind !== "answered") return undefined;
  const { checked, text } = result;
  return { checked, repair: { previousText: text, problems: checked.problems } };
}

function errorOf(result: AttemptResult, ref: ModelRef): AppError {
  if (result.kind === "failed") return result.error;
  const { problems } = result.checked;
  return new AppError(`${ref.provider}/${ref.model} gave no valid answer: ${problems.join("; ")}`, {
    code: "model_output_invalid",
    retryable: false,
    details: { ...ref, problems },
  });
}

function accepted(
  { records }: Call,
  { turn, ref, result }: { turn: Turn; ref: ModelRef; result: AttemptResult },
): GenerateResult {
  const last = result.kind === "answered" ? result.checked : undefined;
  return {
    outputs: mergeTurns([turn.first?.checked, last]),
    ...ref,
    costNanoUsd: records.reduce((sum, { chargedNanoUsd }) => sum + chargedNanoUsd, 0n),
    attempts: records,
  };
}
