import { type Enrichment, missingInput } from "@fieldwork/enrichments";
import { type GenerateResult, totalBudget } from "@fieldwork/models";
import type { AnswerClaim, ClaimedAsk } from "@fieldwork/store";
import { fingerprintOf } from "./fingerprint.ts";
import type { AskDeps } from "./handle-wake-up.ts";
import { type Prompt, renderPrompt } from "./render-prompt.ts";

/** Settles a claimed ask: by a known answer, by a paid one, or by waiting for the record that is paying for it. */
export async function enrichRecord(
  deps: AskDeps,
  ask: ClaimedAsk,
  signal: AbortSignal,
): Promise<void> {
  const { statements, enrichments } = deps;
  const enrichment = enrichments.get(ask.enrichment);
  const prompt = enrichment && renderPrompt(enrichment, ask.fields);
  const blank = whyNotAsked(ask, enrichment, prompt);
  if (enrichment === undefined || prompt === undefined || blank !== undefined) {
    return statements.end({ ...ask, state: "skipped", reason: blank ?? "" });
  }
  const question: AnswerClaim = {
    fingerprint: fingerprintOf(enrichment, prompt.input),
    token: ask.token,
    workId: ask.workId,
    enrichment: enrichment.name,
    promptVersion: enrichment.promptVersion,
  };
  const { fingerprint } = question;
  const claimed = await statements.claimAnswer(question);
  switch (claimed.kind) {
    case "known":
      return statements.keep({ ...ask, fingerprint, paid: null });
    case "busy": {
      const reason = "another record asks the same";
      return statements.release({
        ...ask,
        dueInMs: 0,
        reason,
        waitsFor: fingerprint,
        isFailure: false,
      });
    }
    case "claimed": {
      const result = await askModels(deps, { ask, enrichment, prompt, signal }).catch(
        async (error: unknown) => {
          await statements.releaseAnswer(question);
          throw error;
        },
      );
      const { provider, model, outputs, costNanoUsd } = result;
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

function whyNotAsked(
  ask: ClaimedAsk,
  enrichment: Enrichment | undefined,
  prompt: Prompt | undefined,
): string | undefined {
  if (enrichment === undefined) return `the enrichment ${ask.enrichment} is no longer defined`;
  if (ask.deleted) return "the record is deleted in the CRM";
  // What the model would see counts: a field may render to nothing.
  const missing = missingInput(enrichment, prompt?.fields ?? {});
  return missing === undefined ? undefined : `input ${missing} is empty`;
}

interface Question {
  ask: ClaimedAsk;
  enrichment: Enrichment;
  prompt: Prompt;
  signal: AbortSignal;
}

function askModels(
  { models, config }: AskDeps,
  { ask, enrichment, prompt, signal }: Question,
): Promise<GenerateResult> {
  return models.generate(
    {
      callId: ask.token,
      workId: ask.workId,
      task: enrichment.name,
      instructions: prompt.instructions,
      input: prompt.input,
      fields: prompt.fields,
      outputs: enrichment.outputs,
      route: enrichment.route,
      maxOutputTokens: enrichment.maxOutputTokens,
      deadlineMs: config.CALL_DEADLINE_MS,
      attemptTimeoutMs: config.ATTEMPT_TIMEOUT_MS,
      scopes: [totalBudget],
      workClass: ask.class,
      traceparent: ask.traceparent ?? undefined,
    },
    signal,
  );
}
