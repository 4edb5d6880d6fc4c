import { reasonText, recordKey } from "@fieldwork/contracts";
import { armOf, type Enrichment, routeOfArm } from "@fieldwork/enrichments";
import type { GenerateRequest, GenerateResult, PaidTurn, PassedOver } from "@fieldwork/models";
import type { AppError } from "@fieldwork/runtime";
import type { AnswerClaim, ClaimedAsk } from "@fieldwork/store";
import type { AskDeps } from "./ask-deps.ts";
import { keptContentOf } from "./kept-content.ts";
import { type Prompt, permitsOf, policyOf } from "./render-prompt.ts";
import { unlessHeld } from "./unless-held.ts";

export type AskModelsDeps = Pick<AskDeps, "captures" | "models" | "holds"> & {
  config: Pick<
    AskDeps["config"],
    "CALL_DEADLINE_MS" | "ATTEMPT_TIMEOUT_MS" | "FIRST_TOKEN_TIMEOUT_MS" | "CHUNK_TIMEOUT_MS"
  >;
  statements: Pick<AskDeps["statements"], "releaseAnswer">;
  health: Pick<AskDeps["health"], "openModels" | "whyClosed" | "answered" | "failed">;
};

interface Question {
  ask: ClaimedAsk;
  enrichment: Enrichment;
  prompt: Prompt;
  question: AnswerClaim;
  /** What an earlier call paid for and could not have repaired. */
  turn: PaidTurn | undefined;
}

/** Asks, notes what each model's failure says about it, and keeps what a failed call has paid for. */
export async function askModels(
  deps: AskModelsDeps,
  asked: Question,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const { health, statements } = deps;
  const { ask, question } = asked;
  const failures: AppError[] = [];
  let turn: PaidTurn | undefined;
  try {
    const hooks = {
      onFailure: (failure: AppError) => void failures.push(failure),
      onTurn: (kept: PaidTurn) => {
        turn = kept;
      },
    };
    const answer = await deps.models.generate({ ...requestOf(deps, asked), ...hooks }, signal);
    health.answered(answer);
    for (const failure of failures) await health.failed(failure, ask);
    return answer;
  } catch (error) {
    await statements.releaseAnswer({ ...question, turn: turn ?? null });
    // The one that is thrown is handled by the caller.
    for (const failure of failures) if (failure !== error) await health.failed(failure, ask);
    throw error;
  }
}

function closedModels(
  route: readonly string[],
  { whyClosed }: Pick<AskDeps["health"], "whyClosed">,
): PassedOver[] {
  return route.flatMap((model) => {
    const reason = whyClosed(model);
    return reason ? [{ model, why: `it was closed then: ${reasonText(reason)}` }] : [];
  });
}

function requestOf(
  { health, config, holds, captures }: AskModelsDeps,
  { ask, enrichment, prompt, turn }: Question,
): GenerateRequest {
  const { token: callId, ref, fields: record } = ask;
  const arm = armOf(enrichment, ask.ref);
  const route = [...routeOfArm(enrichment, arm)];
  const open = health.openModels(route);
  const { experiment: _, ...routing } = enrichment.routing ?? {};
  return {
    turn,
    callId: ask.token,
    workId: ask.workId,
    wantedBy: ask.wantedBy,
    purpose: "work",
    task: enrichment.name,
    promptVersion: enrichment.promptVersion,
    instructions: prompt.instructions,
    input: prompt.input,
    fields: prompt.fields,
    masks: prompt.masks,
    outputs: enrichment.outputs,
    permits: permitsOf(enrichment),
    kept: keptContentOf(enrichment, { callId, purpose: "work", ref, record }, captures),
    // What is tried is asked first, whatever else would be.
    routing: arm === "experiment" ? { ...routing, prefer: "order" } : routing,
    policy: policyOf(enrichment, arm),
    passedOver: open.length > 0 ? closedModels(route, health) : [],
    // If none is open, the lane has just closed: the first model will refuse, and the work goes back.
    route: open.length > 0 ? open : route,
    maxOutputTokens: enrichment.maxOutputTokens,
    deadlineMs: config.CALL_DEADLINE_MS,
    attemptTimeoutMs: config.ATTEMPT_TIMEOUT_MS,
    firstTokenTimeoutMs: config.FIRST_TOKEN_TIMEOUT_MS,
    chunkTimeoutMs: config.CHUNK_TIMEOUT_MS,
    connection: ref.connection,
    record: recordKey(ref),
    workClass: ask.class,
    traceparent: ask.traceparent ?? undefined,
    beforeSend: unlessHeld(holds, ask),
  };
}
