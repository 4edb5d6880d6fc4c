import { type Reason, reasonText, recordKey } from "@fieldwork/contracts";
import {
  armOf,
  type Enrichment,
  missingInput,
  missingInputReason,
  routeOfArm,
} from "@fieldwork/enrichments";
import {
  type GenerateRequest,
  type GenerateResult,
  type PaidTurn,
  type PassedOver,
  paidTurn,
} from "@fieldwork/models";
import { type AppError, createInstruments } from "@fieldwork/runtime";
import type { AnswerClaim, ClaimedAsk, HeldClaim } from "@fieldwork/store";
import type { AskDeps } from "./ask-deps.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { keptContentOf } from "./kept-content.ts";
import { isTooOld, tooOldBefore } from "./known-answer.ts";
import { refreshAnswer } from "./refresh-answer.ts";
import { type Prompt, permitsOf, policyOf, renderPrompt } from "./render-prompt.ts";
import type { Shared } from "./shared-answers/shared-answers.ts";
import { unlessHeld } from "./unless-held.ts";

export type EnrichDeps = Pick<
  AskDeps,
  "captures" | "definitions" | "models" | "holds" | "savings" | "refreshes" | "shares"
> & {
  config: Pick<
    AskDeps["config"],
    "CALL_DEADLINE_MS" | "ATTEMPT_TIMEOUT_MS" | "FIRST_TOKEN_TIMEOUT_MS" | "CHUNK_TIMEOUT_MS"
  >;
  statements: Omit<AskDeps["statements"], "claim">;
  health: Pick<AskDeps["health"], "openModels" | "whyClosed" | "answered" | "failed">;
};

const answers = createInstruments((meter) =>
  meter.createCounter("fieldwork.answers", {
    description:
      "Questions by what was found: known already, asked by another record now, or to be asked",
    unit: "{question}",
  }),
);

/**
 * Gets an answer for a claimed row: a known one, a paid one, or that of the record that is paying for
 * it now.
 */
export async function enrichRecord(
  deps: EnrichDeps,
  { ask, held }: { ask: ClaimedAsk; held: HeldClaim },
  signal: AbortSignal,
): Promise<void> {
  const { statements, definitions } = deps;
  const enrichment = definitions.named(ask.enrichment, ask.definitionHash);
  const prompt = enrichment && renderPrompt(enrichment, ask.fields);
  const blank = reasonNotToAsk(ask, enrichment, prompt);
  if (blank?.isHidden) {
    const { reason } = blank;
    const dueInMs = Number.POSITIVE_INFINITY;
    return statements.release({ ...ask, dueInMs, reason, waitsFor: null, isFailure: false });
  }
  if (enrichment === undefined || prompt === undefined || blank !== undefined) {
    const reason = blank?.reason ?? undefinedReason(ask);
    return statements.end({ ...ask, state: "skipped", reason });
  }
  const question: AnswerClaim = {
    fingerprint: fingerprintOf(
      enrichment,
      prompt,
      enrichment.cache?.mode === "off" ? ask.workId : undefined,
    ),
    token: ask.token,
    workId: ask.workId,
    enrichment: enrichment.name,
    promptVersion: enrichment.promptVersion,
    definitionHash: enrichment.hash,
  };
  const { fingerprint } = question;
  const shared = await deps.shares.find({ ask, enrichment, prompt, fingerprint });
  if (shared) return useShared(statements, ask, shared);
  const claimed = await statements.claimAnswer(question);
  const before = tooOldBefore(enrichment, { wantedAt: ask.wantedAt, now: new Date() });
  const isOutdated = claimed.kind === "known" && isTooOld(before, claimed.answeredAt);
  const result = isOutdated ? "outdated" : claimed.kind;
  answers()?.add(1, { "fieldwork.enrichment": enrichment.name, result });
  switch (claimed.kind) {
    case "known": {
      if (before && isOutdated) {
        const asking = { ask, question, answeredBefore: before };
        return refreshAnswer(deps, asking, () =>
          askModels(
            deps,
            { ask, enrichment, prompt, question, turn: undefined },
            AbortSignal.any([signal, held.signal]),
          ),
        );
      }
      deps.savings.note(enrichment.name, claimed.costNanoUsd);
      return statements.keep({ ...ask, fingerprint, paid: null });
    }
    case "busy": {
      return statements.release({
        ...{ ...ask, dueInMs: 0, waitsFor: fingerprint, isFailure: false },
        reason: { code: "asked-by-another", detail: null },
      });
    }
    case "claimed": {
      held.paysFor(fingerprint);
      const turn = claimed.turn === null ? undefined : paidTurn.safeParse(claimed.turn).data;
      const answer = await askModels(
        deps,
        { ask, enrichment, prompt, question, turn },
        AbortSignal.any([signal, held.signal]),
      );
      const { provider, model, outputs, costNanoUsd } = answer;
      return statements.keep({
        ...ask,
        fingerprint,
        paid: { ...question, provider, model, outputs, costNanoUsd },
      });
    }
    default:
      return claimed satisfies never;
  }
}

/** What another record of the company has answered serves this one too, and what it asks is waited for. */
function useShared(
  statements: Pick<EnrichDeps["statements"], "keep" | "release">,
  ask: ClaimedAsk,
  { kind, fingerprint }: Shared,
): Promise<void> {
  if (kind === "known") return statements.keep({ ...ask, fingerprint, paid: null });
  const reason = { code: "asked-by-another", detail: null } as const;
  // Without a fingerprint to wait for, it looks again.
  const dueInMs = fingerprint === null ? lookAgainMs : 0;
  return statements.release({ ...ask, dueInMs, reason, waitsFor: fingerprint, isFailure: false });
}

const lookAgainMs = 500;

function reasonNotToAsk(
  ask: ClaimedAsk,
  enrichment: Enrichment | undefined,
  prompt: Prompt | undefined,
): { reason: Reason; isHidden: boolean } | undefined {
  if (enrichment === undefined) return { reason: undefinedReason(ask), isHidden: false };
  if (ask.deleted) return { reason: { code: "record-deleted", detail: null }, isHidden: false };
  // What the model would see counts: a field may render to nothing. One that we were not shown stays
  // absent.
  const seen = Object.keys(ask.fields).map((field) => [field, prompt?.fields[field] ?? null]);
  const missing = missingInput(enrichment, Object.fromEntries(seen));
  return missing && { reason: missingInputReason(missing), isHidden: missing.isHidden };
}

function undefinedReason({ enrichment }: ClaimedAsk): Reason {
  return { code: "enrichment-undefined", detail: { enrichment } };
}

interface Question {
  ask: ClaimedAsk;
  enrichment: Enrichment;
  prompt: Prompt;
  question: AnswerClaim;
  /** What an earlier call paid for and could not have repaired. */
  turn: PaidTurn | undefined;
}

/** Asks, notes what each model's failure says about it, and keeps what a failed call has paid for. */
async function askModels(
  deps: EnrichDeps,
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
  { health, config, holds, captures }: EnrichDeps,
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
