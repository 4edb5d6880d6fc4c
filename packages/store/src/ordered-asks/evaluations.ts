import type { AskedAnswer, AskedProblem, AskedUsage } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";
import type { DefinitionRef } from "../definitions.ts";
import type { OrderedAsk } from "./find-asks.ts";
import { orderedAskChannel, stopOrderedAsks } from "./place-asks.ts";

/** Models that are asked labelled cases, on a person's order. */
export interface Evaluation {
  /** A UUID. */
  id: string;
  enrichment: string;
  definitionHash: string;
  /** As `provider/model`. */
  models: string[];
  /** One that is asked as well, for the others to be compared with; null: none. */
  comparedWith: string | null;
  /** Identifies the cases that were asked. */
  casesHash: string;
  orderedBy: string;
}

/** One case, as it is put to one model. */
export interface NewEvaluatedAsk {
  /** A UUID; names its calls too. */
  id: string;
  model: string;
  /** From 1. */
  caseNumber: number;
  inputs: Readonly<Record<string, string>>;
  expected: Readonly<Record<string, string>>;
}

export interface NewEvaluation extends Evaluation {
  /** The definition, where it is only proposed; null: it was released. */
  content: object | null;
  /** What the models are known to answer is not asked again. */
  usesKnown: boolean;
  asks: readonly NewEvaluatedAsk[];
  /** Without being looked at for so long, it ends; null: it goes on by itself. */
  watchedForMs: number | null;
  keptForMs: number;
}

/** Stores what is to be asked. Enrichers hear of it at the commit. */
export async function placeEvaluation(tx: Db, evaluation: NewEvaluation): Promise<void> {
  const { id, enrichment, definitionHash, orderedBy, asks, keptForMs } = evaluation;
  await tx.query(
    `insert into evaluation (id, enrichment, definition_hash, models, compared_with, cases_hash, ordered_by, content,
       uses_known, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 millisecond')`,
    [
      ...[id, enrichment, definitionHash, evaluation.models, evaluation.comparedWith],
      ...[evaluation.casesHash, orderedBy],
      evaluation.content && storableJson(evaluation.content),
      ...[evaluation.usesKnown, keptForMs],
    ],
  );
  const rows = asks.map((ask) => ({
    ...ask,
    inputs: storableJson(ask.inputs),
    expected: storableJson(ask.expected),
  }));
  await tx.query(
    `insert into ordered_ask (id, purpose, evaluation_id, enrichment, definition_hash, ordered_by, model,
       case_number, inputs, expected, watched_until, expires_at)
     select id, 'evaluate', $6, $7, $8, $9, model, case_number, inputs, expected,
       now() + $10 * interval '1 millisecond', now() + $11 * interval '1 millisecond'
     from unnest($1::uuid[], $2::text[], $3::int[], $4::jsonb[], $5::jsonb[])
       as t (id, model, case_number, inputs, expected)`,
    [
      ...columns(rows, ["id", "model", "caseNumber", "inputs", "expected"]),
      ...[id, enrichment, definitionHash, orderedBy, evaluation.watchedForMs, keptForMs],
    ],
  );
  await tx.query(`notify ${orderedAskChannel}`);
}

export interface StoredEvaluation extends Evaluation {
  orderedAt: Date;
  /** What has ended and what has not add up to what was asked. */
  ended: number;
  open: number;
}

/** The newest first. */
export async function listEvaluations(
  db: Pick<Db, "query">,
  { id, enrichment, limit }: { id?: string; enrichment?: string | undefined; limit: number },
): Promise<StoredEvaluation[]> {
  return db.query(
    `select id, enrichment, definition_hash as "definitionHash", models, compared_with as "comparedWith",
       cases_hash as "casesHash", ordered_by as "orderedBy", ordered_at as "orderedAt", asked.*
     from evaluation cross join lateral (
       select (count(ended_at))::int as ended, (count(*) filter (where ended_at is null))::int as open
       from ordered_ask where evaluation_id = evaluation.id
     ) as asked
     where ($1::uuid is null or id = $1) and ($2::text is null or enrichment = $2)
     order by ordered_at desc, id limit $3`,
    [id ?? null, enrichment ?? null, limit],
  );
}

/** One case as one model answered it. */
export interface EvaluatedAsk {
  model: string;
  caseNumber: number;
  expected: Record<string, string>;
  state: OrderedAsk["state"];
  answer: AskedAnswer | null;
  usage: AskedUsage | null;
  problem: AskedProblem | null;
}

/** By model, in the order of the cases. */
export async function listEvaluatedAsks(
  db: Pick<Db, "query">,
  evaluationId: string,
): Promise<EvaluatedAsk[]> {
  return db.query(
    `select model, case_number as "caseNumber", expected, state, answer, usage, problem
     from ordered_ask where evaluation_id = $1 order by model, case_number`,
    [evaluationId],
  );
}

/** Somebody still waits for it. What goes on by itself needs nobody. */
export async function watchEvaluation(
  db: Pick<Db, "query">,
  evaluationId: string,
  watchedForMs: number,
): Promise<void> {
  await db.query(
    `update ordered_ask set watched_until = now() + $2 * interval '1 millisecond'
     where evaluation_id = $1 and ended_at is null and watched_until is not null`,
    [evaluationId, watchedForMs],
  );
}

/** Nothing more of it is asked, and calls under way are ended. Returns how many asks that is about. */
export async function stopEvaluation(db: Db, evaluationId: string): Promise<number> {
  const open = await db.query<{ id: string }>(
    "select id from ordered_ask where evaluation_id = $1 and ended_at is null",
    [evaluationId],
  );
  await stopOrderedAsks(
    db,
    open.map(({ id }) => id),
  );
  return open.length;
}

/** Definitions that were never released, but proposed for an evaluation. */
export async function findProposed(
  db: Pick<Db, "query">,
  refs: readonly DefinitionRef[],
): Promise<(DefinitionRef & { content: unknown })[]> {
  return db.query(
    `select distinct on (name, hash) name, hash, content from evaluation
     join unnest($1::text[], $2::text[]) as asked (name, hash) on (enrichment, definition_hash) = (name, hash)
     where content is not null`,
    columns(refs, ["name", "hash"]),
  );
}

/** The models that an enrichment asks where it runs, in their order; undefined if no enricher has said so. */
export async function findAskedRoute(
  db: Pick<Db, "query">,
  enrichment: string,
): Promise<string[] | undefined> {
  const [row] = await db.query<{ models: string[] }>(
    "select models from asked_route where enrichment = $1",
    [enrichment],
  );
  return row?.models;
}
