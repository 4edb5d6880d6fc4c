import type { AnsweredOutputs } from "@fieldwork/contracts";
import type { Enrichment } from "@fieldwork/enrichments";
import { type GenerateResult, parseModelRef } from "@fieldwork/models";
import { stableHash } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import { findAnswerOf, keepEvaluatedAnswer } from "@fieldwork/store/known-answers";
import { fingerprintOf } from "../fingerprint.ts";
import type { Prompt } from "../render-prompt.ts";

/** A labelled case as one model is asked it. */
export interface EvaluatedQuestion {
  enrichment: Enrichment;
  prompt: Prompt;
  model: string;
}

/**
 * Of a question and the model that is asked it: what an evaluated model answers is known to the next
 * evaluation, and never taken for the answer of the models that work is given to. Pure.
 */
export function evaluatedFingerprint({ enrichment, prompt, model }: EvaluatedQuestion): string {
  const { maxOutputTokens } = enrichment;
  return stableHash(["evaluate", fingerprintOf(enrichment, prompt), model, maxOutputTokens]);
}

/** What the model is known to answer: to another evaluation, or to work that asked it the same. */
export async function findEvaluated(
  database: Pick<Db, "query">,
  question: EvaluatedQuestion,
): Promise<AnsweredOutputs | undefined> {
  const { enrichment, prompt, model } = question;
  const fingerprints = [evaluatedFingerprint(question), fingerprintOf(enrichment, prompt)];
  return findAnswerOf(database, { fingerprints, ...parseModelRef(model) });
}

export async function keepEvaluated(
  database: Pick<Db, "query">,
  question: EvaluatedQuestion,
  { provider, model, outputs, costNanoUsd }: GenerateResult,
): Promise<void> {
  const { name, promptVersion, hash } = question.enrichment;
  await keepEvaluatedAnswer(database, {
    ...{ fingerprint: evaluatedFingerprint(question), enrichment: name, promptVersion },
    ...{ definitionHash: hash, provider, model, outputs, costNanoUsd },
  });
}
