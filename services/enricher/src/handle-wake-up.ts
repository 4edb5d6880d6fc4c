import { randomUUID } from "node:crypto";
import type { WakeUp } from "@fieldwork/contracts";
import { type Enrichment, missingInput } from "@fieldwork/enrichments";
import type { GenerateResult, ModelLayer } from "@fieldwork/models";
import { AppError, type Logger, withSpan } from "@fieldwork/runtime";
import { type ClaimedAsk, type ClaimKeeper, closeLane, type Database } from "@fieldwork/store";
import type { AskStatements } from "./ask-statements.ts";
import type { EnricherConfig } from "./config.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { planAfterFailure } from "./plan-after-failure.ts";
import { type Prompt, renderPrompt } from "./render-prompt.ts";

export interface HandleWakeUpDeps {
  config: EnricherConfig;
  database: Database;
  statements: AskStatements;
  keeper: ClaimKeeper;
  models: ModelLayer;
  enrichments: ReadonlyMap<string, Enrichment>;
  logger: Logger;
}

/** One ask from claim to kept answer. Does nothing when the claim fails. */
export function createWakeUpHandler(deps: HandleWakeUpDeps) {
  const { config, database, statements, keeper, models, enrichments, logger } = deps;

  return async (wakeUp: WakeUp, signal: AbortSignal): Promise<void> => {
    const ask = await statements.claim({ ...wakeUp, token: randomUUID() });
    if (ask === undefined) return;
    const held = keeper.hold(ask);
    try {
      await withSpan("enrich", { traceparent: ask.traceparent ?? undefined }, () =>
        enrich(ask, AbortSignal.any([signal, held.signal])),
      );
    } catch (error) {
      await giveBack(ask, AppError.from(error));
    } finally {
      held.release();
    }
  };

  async function enrich(ask: ClaimedAsk, signal: AbortSignal): Promise<void> {
    const enrichment = enrichments.get(ask.enrichment);
    const blank = whyNotAsked(ask, enrichment);
    if (enrichment === undefined || blank !== undefined) {
      await statements.end({ ...ask, state: "skipped", reason: blank ?? "" });
      return;
    }
    const prompt = renderPrompt(enrichment, ask.fields);
    const fingerprint = fingerprintOf(enrichment, prompt.input);
    const { name, promptVersion } = enrichment;
    const question = {
      fingerprint,
      token: ask.token,
      workId: ask.workId,
      enrichment: name,
      promptVersion,
    };
    const claimed = await statements.claimAnswer(question);
    switch (claimed.kind) {
      case "known":
        return statements.keep({ ...ask, fingerprint, paid: null });
      case "busy":
        return statements.release({
          ...ask,
          dueInMs: 0,
          reason: "another record asks the same",
          waitsFor: fingerprint,
          isFailure: false,
        });
      case "claimed": {
        const result = await askModels({ ask, enrichment, prompt, signal }).catch(async (error) => {
          await statements.releaseAnswer(question);
          throw error;
        });
        const { provider, model, outputs, costNanoUsd } = result;
        const paid = { ...question, provider, model, outputs, costNanoUsd };
        return statements.keep({ ...ask, fingerprint, paid });
      }
      default:
        return claimed satisfies never;
    }
  }

  function askModels({ ask, enrichment, prompt, signal }: AskedOnce): Promise<GenerateResult> {
    return models.generate(
      {
        callId: ask.token,
        workId: ask.workId,
        task: enrichment.name,
        instructions: prompt.instructions,
        input: prompt.input,
        fields: prompt.fields,
        outputs: enrichment.outputs,
        route: prompt.route,
        maxOutputTokens: enrichment.maxOutputTokens,
        deadlineMs: config.CALL_DEADLINE_MS,
        attemptTimeoutMs: config.ATTEMPT_TIMEOUT_MS,
        scopes: ["total"],
        workClass: ask.class,
        traceparent: ask.traceparent ?? undefined,
      },
      signal,
    );
  }

  async function giveBack(ask: ClaimedAsk, error: AppError): Promise<void> {
    const next = planAfterFailure(error, {
      failures: ask.failures,
      maxFailures: config.ASK_MAX_FAILURES,
    });
    const { reason } = next;
    const waiting = { ...ask, reason, waitsFor: null };
    switch (next.kind) {
      case "close-lane": {
        const named = error.details.provider;
        const lane = typeof named === "string" ? named : ask.lane;
        await closeLane(database, { lane, closeMs: next.closeMs, reason });
        return statements.release({ ...waiting, dueInMs: 0, isFailure: false });
      }
      case "wait":
        return statements.release({ ...waiting, dueInMs: next.dueInMs, isFailure: false });
      case "retry":
        logger.warn({ err: error, workId: ask.workId }, "ask failed; it will be tried again");
        return statements.release({ ...waiting, dueInMs: next.dueInMs, isFailure: true });
      case "dead":
        logger.error({ err: error, workId: ask.workId }, "ask is a dead letter");
        return statements.end({ ...ask, state: "dead", reason });
      default:
        return next satisfies never;
    }
  }
}

interface AskedOnce {
  ask: ClaimedAsk;
  enrichment: Enrichment;
  prompt: Prompt;
  signal: AbortSignal;
}

function whyNotAsked(ask: ClaimedAsk, enrichment: Enrichment | undefined): string | undefined {
  if (enrichment === undefined) return `the enrichment ${ask.enrichment} is no longer defined`;
  if (ask.deleted) return "the record is deleted in the CRM";
  const missing = missingInput(enrichment, ask.fields);
  return missing === undefined ? undefined : `input ${missing} is empty`;
}
