import type { AnsweredOutputs } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { PaidAnswer } from "../answers.ts";
import type { Db } from "../database.ts";

export interface KnownQuestion {
  /** Of the question as a record asks it, and as an evaluation asks this model. */
  fingerprints: readonly string[];
  provider: string;
  model: string;
}

/** What a model has answered to a question, whoever asked; undefined: nothing that is known. */
export async function findAnswerOf(
  db: Pick<Db, "query">,
  { fingerprints, provider, model }: KnownQuestion,
): Promise<AnsweredOutputs | undefined> {
  const [row] = await db.query<{ outputs: AnsweredOutputs }>(
    `select outputs from answer
     where fingerprint = any($1::text[]) and replaced_at is null and state = 'answered'
       and provider = $2 and model = $3
     order by answered_at desc limit 1`,
    [fingerprints, provider, model],
  );
  return row?.outputs;
}

/** Stores what a model answered to a labelled case, in place of what it answered before. */
export async function keepEvaluatedAnswer(
  db: Pick<Db, "query">,
  answer: Omit<PaidAnswer, "workId">,
): Promise<void> {
  await db.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, definition_hash, provider, model, outputs,
       cost_nano_usd, answered_at)
     values ($1, 'answered', $2, $3, $4, $5, $6, $7, $8, now())
     on conflict (fingerprint) where replaced_at is null do update set outputs = excluded.outputs,
       cost_nano_usd = excluded.cost_nano_usd, answered_at = excluded.answered_at,
       definition_hash = excluded.definition_hash`,
    [
      ...[answer.fingerprint, answer.enrichment, answer.promptVersion, answer.definitionHash],
      ...[answer.provider, answer.model],
      ...[storableJson(answer.outputs), answer.costNanoUsd.toString()],
    ],
  );
}
