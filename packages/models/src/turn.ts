import type { AttemptKind } from "@fieldwork/budget";
import type { AppError } from "@fieldwork/runtime";
import { answerSchema, type JsonSchema } from "./answer-schema.ts";
import { type CheckedAnswer, checkAnswer } from "./check-answer.ts";
import { failureKind } from "./decide-next.ts";
import type { GenerateRequest } from "./model-layer.ts";
import type { RepairTurn } from "./model-provider.ts";
import type { ModelRef } from "./model-ref.ts";
import { ProviderError } from "./provider-error.ts";
import type { AttemptResult } from "./run-attempt.ts";

/** The model that is asked now. */
export interface Turn {
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

export interface FirstAnswer {
  checked: CheckedAnswer;
  repair: RepairTurn;
}

/** Where the call begins: with the route's first model, or with the repair that an earlier call owes. */
export function firstTurn({
  request,
  route,
}: {
  request: GenerateRequest;
  route: readonly ModelRef[];
}): Turn {
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

export function freshTurn({ outputs, fields, maxOutputTokens }: GenerateRequest): Turn {
  const lengths = Object.values(fields).map((text) => text?.length ?? 0);
  const schema = answerSchema(outputs, { longestInputChars: Math.max(0, ...lengths) });
  return { at: 0, kind: "first", schema, maxOutputTokens };
}

export function firstAnswerOf(result: AttemptResult): FirstAnswer | undefined {
  return result.kind === "answered" ? firstAnswer(result.checked, result.text) : undefined;
}

function firstAnswer(checked: CheckedAnswer, text: string): FirstAnswer {
  return { checked, repair: { previousText: text, problems: checked.problems } };
}

/** A paid answer whose repair could not be asked for, through no fault of its own, is kept for later. */
export function keepTurn(
  { onTurn }: GenerateRequest,
  { ref, turn, result }: { ref: ModelRef; turn: Turn; result: AttemptResult },
): void {
  if (!turn.first || result.kind !== "failed") return;
  if (failureKind(result.error.code) === "verdict") return;
  onTurn?.({ ...ref, text: turn.first.repair.previousText });
}

/** A model that does not accept the higher limit has answered already: what it wrote was cut off. */
export function withoutRaise({ cut }: Turn, result: AttemptResult): AttemptResult {
  if (!cut || result.kind !== "failed" || !(result.error instanceof ProviderError)) return result;
  const { reason } = result.error;
  const isRefused = reason === "refused-parameter" || reason === "refused-request";
  return isRefused ? { ...result, error: cut } : result;
}
