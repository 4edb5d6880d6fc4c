import { userTurns } from "../exchange/user-turns.ts";
import type { AttemptRecord, GenerateRequest } from "../model-layer.ts";
import type { RepairTurn } from "../model-provider.ts";
import type { ModelRef } from "../model-ref.ts";

type Attributes = Record<string, string | number | boolean>;

/**
 * Every name that our spans take from OpenTelemetry's conventions for generative AI, which are still in
 * development (https://github.com/open-telemetry/semantic-conventions-genai). Spans contain no prompt
 * and no answer, unless an enrichment's definition says so.
 */
const names = {
  operation: "gen_ai.operation.name",
  provider: "gen_ai.provider.name",
  requestModel: "gen_ai.request.model",
  maxTokens: "gen_ai.request.max_tokens",
  outputType: "gen_ai.output.type",
  promptName: "gen_ai.prompt.name",
  promptVersion: "gen_ai.prompt.version",
  responseModel: "gen_ai.response.model",
  inputTokens: "gen_ai.usage.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  cacheReadTokens: "gen_ai.usage.cache_read.input_tokens",
  cacheWriteTokens: "gen_ai.usage.cache_write.input_tokens",
  reasoningTokens: "gen_ai.usage.reasoning.output_tokens",
  systemInstructions: "gen_ai.system_instructions",
  inputMessages: "gen_ai.input.messages",
  outputMessages: "gen_ai.output.messages",
  // Ours: the conventions have no names for these.
  attempt: "fieldwork.model.attempt",
  attemptKind: "fieldwork.model.attempt_kind",
  outcome: "fieldwork.model.attempt_outcome",
  costNanoUsd: "fieldwork.model.cost_nano_usd",
  attempts: "fieldwork.model.attempts",
  outcomes: "fieldwork.model.attempt_outcomes",
  fixes: "fieldwork.model.answer_fixes",
} as const;

/** What the conventions called the same before, and services still read. */
const formerNames: Readonly<Record<string, string>> = {
  [names.provider]: "gen_ai.system",
  [names.cacheWriteTokens]: "gen_ai.usage.cache_creation.input_tokens",
  [names.inputMessages]: "gen_ai.prompt",
  [names.outputMessages]: "gen_ai.completion",
};

/** Under today's names and the former ones. */
function inBothNames(attributes: Attributes): Attributes {
  const former = Object.entries(attributes).flatMap(([name, value]) => {
    const before = formerNames[name];
    return before === undefined ? [] : [[before, value] as const];
  });
  return { ...attributes, ...Object.fromEntries(former) };
}

/** Providers that the conventions name otherwise than we do. */
const wellKnown: Readonly<Record<string, string>> = {
  gemini: "gcp.gemini",
  mistral: "mistral_ai",
};

export function spanName(ref: ModelRef | undefined): string {
  return `chat ${ref?.model ?? "none"}`;
}

export function attemptSpanName({ model }: ModelRef): string {
  return `attempt ${model}`;
}

/** The model asked for is the route's first. */
export function requestAttributes(
  request: GenerateRequest,
  first: ModelRef | undefined,
): Attributes {
  return inBothNames({
    [names.operation]: "chat",
    [names.outputType]: "json",
    [names.promptName]: request.task,
    ...(request.promptVersion && { [names.promptVersion]: request.promptVersion }),
    [names.maxTokens]: request.maxOutputTokens,
    ...(first && {
      [names.provider]: providerName(first),
      [names.requestModel]: first.model,
    }),
  });
}

function providerName({ provider }: Pick<ModelRef, "provider">): string {
  return wellKnown[provider] ?? provider;
}

/** What a metric says about a model. */
export function modelLabels(ref: ModelRef): Attributes {
  return {
    [names.operation]: "chat",
    [names.provider]: providerName(ref),
    [names.requestModel]: ref.model,
  };
}

/** Of one attempt, whose usage its call tells. */
export function attemptAttributes({
  attempt,
  kind,
  outcome,
  ...record
}: AttemptRecord): Attributes {
  return inBothNames({
    [names.provider]: providerName(record),
    [names.requestModel]: record.model,
    [names.attempt]: attempt,
    [names.attemptKind]: kind,
    [names.outcome]: outcome,
    [names.costNanoUsd]: Number(record.chargedNanoUsd),
  });
}

/** Over all attempts: what the call used and cost, and which model ended it. */
export function callAttributes(attempts: readonly AttemptRecord[]): Attributes {
  const sum = (of: (usage: NonNullable<AttemptRecord["usage"]>) => number) =>
    attempts.reduce((total, { usage }) => total + (usage ? of(usage) : 0), 0);
  const last = attempts.at(-1);
  const fixes = [...new Set(attempts.flatMap((one) => one.fixes ?? []))];
  return inBothNames({
    [names.inputTokens]: sum((usage) => usage.inputTokens),
    [names.outputTokens]: sum((usage) => usage.outputTokens),
    [names.cacheReadTokens]: sum((usage) => usage.cachedInputTokens),
    [names.cacheWriteTokens]: sum((usage) => usage.cacheWriteTokens ?? 0),
    [names.reasoningTokens]: sum((usage) => usage.reasoningTokens),
    [names.costNanoUsd]: Number(attempts.reduce((total, one) => total + one.chargedNanoUsd, 0n)),
    [names.attempts]: attempts.length,
    [names.outcomes]: attempts.map(({ outcome }) => outcome).join(" "),
    ...(fixes.length > 0 && { [names.fixes]: fixes.join(" ") }),
    ...(last && { [names.provider]: providerName(last), [names.responseModel]: last.model }),
  });
}

/** What was said, of a call or of one of its attempts; nothing where the definition does not have it traced. */
export function contentAttributes(
  { instructions, input, kept }: Pick<GenerateRequest, "instructions" | "input" | "kept">,
  { repair, answer }: { repair?: RepairTurn | undefined; answer?: string | undefined },
): Attributes {
  const redact = kept?.traced;
  if (!redact) return {};
  const part = (text: string) => ({ type: "text", content: redact(text) });
  const asked = userTurns({ input, repair }).map(({ role, content }) => ({
    ...{ role, parts: [part(content)] },
  }));
  const answered = answer === undefined ? [] : [{ role: "assistant", parts: [part(answer)] }];
  return inBothNames({
    [names.systemInstructions]: JSON.stringify([part(instructions)]),
    [names.inputMessages]: JSON.stringify(asked),
    ...(answered.length > 0 && { [names.outputMessages]: JSON.stringify(answered) }),
  });
}
