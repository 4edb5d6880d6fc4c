import { randomUUID } from "node:crypto";
import {
  casesProblems,
  contentOf,
  type Enrichment,
  type LabelledCase,
  proposedEnrichment,
  releasedEnrichment,
} from "@fieldwork/enrichments";
import { AppError, stableHash } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import { findAskedRoute, placeEvaluation } from "@fieldwork/store/ordered-asks";
import { showDefinition } from "../definitions/versions.ts";
import type { Actor, OrderDeps } from "../orders.ts";

export interface EvaluationRequest {
  enrichment: string;
  /** A version of it, or the beginning of its hash; by default the current one. */
  hash?: string | undefined;
  /** In place of what was released: the content of a definition that is only proposed. */
  definition?: unknown;
  /** As `provider/model`; by default those that are asked now. */
  models?: readonly string[] | undefined;
  /** What the models are known to answer is asked again all the same. */
  isFresh?: boolean | undefined;
  /** It goes on without being looked at. */
  goesOn?: boolean | undefined;
  /** By default the definition's own. */
  cases?: readonly LabelledCase[] | undefined;
}

/** It runs without keys and without cost: whatever else is asked is compared with it. */
export const comparedModel = "baseline/tf-idf";
/** So long an evaluation goes on without being looked at. */
export const watchedForMs = 15_000;
const keptForMs = 30 * 24 * 3_600_000;
const mostAsks = 20_000;

/**
 * Has an enricher ask models the labelled cases of a definition. Nothing of it is written.
 *
 * @throws AppError `not_found` if there is no such definition; `request_invalid` if it has no cases, or
 * others do not fit it.
 */
export async function orderEvaluation(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { enrichment: name, ...given }: EvaluationRequest,
): Promise<{ id: string; asked: number }> {
  const id = randomUUID();
  return database.transaction(async (tx) => {
    const enrichment =
      given.definition === undefined
        ? await releasedOne(tx, { name, hash: given.hash })
        : proposedOne(name, given.definition);
    const { hash } = enrichment;
    const cases = given.cases ?? enrichment.cases;
    const models = [
      ...new Set(given.models ?? (await findAskedRoute(tx, name)) ?? enrichment.route),
    ];
    const comparedWith = models.includes(comparedModel) ? null : comparedModel;
    const asked = [...models, ...(comparedWith === null ? [] : [comparedWith])];
    checkAsked({ enrichment, cases, asked });
    const asks = cases.flatMap(({ inputs, expected }, at) =>
      asked.map((model) => ({
        ...{ id: randomUUID(), model, caseNumber: at + 1, inputs, expected },
      })),
    );
    const casesHash = stableHash(cases).slice(0, 12);
    await placeEvaluation(tx, {
      ...{ id, enrichment: name, definitionHash: hash, models, comparedWith, casesHash },
      content: given.definition === undefined ? null : contentOf(enrichment),
      usesKnown: given.isFresh !== true,
      ...{ orderedBy: actor.name, asks, keptForMs },
      watchedForMs: given.goesOn === true ? null : watchedForMs,
    });
    await audit(tx, {
      ...{ actor, order: "evaluations.ask", subject: `definitions/${name}`, before: null },
      after: { hash, models: asked, cases: cases.length },
    });
    return { id, asked: asks.length };
  });
}

function checkAsked({
  enrichment,
  cases,
  asked,
}: {
  enrichment: Enrichment;
  cases: readonly LabelledCase[];
  asked: readonly string[];
}): void {
  const [problem] = casesProblems(enrichment, cases);
  if (problem !== undefined) throw invalid(problem);
  if (cases.length === 0) {
    throw invalid(`${enrichment.name} has no labelled cases: name a file of them`);
  }
  if (asked.length * cases.length > mostAsks) {
    throw invalid(`${asked.length} models by ${cases.length} cases are more than ${mostAsks}`);
  }
}

async function releasedOne(
  tx: Db,
  { name, hash: begun }: { name: string; hash: string | undefined },
): Promise<Enrichment> {
  const { hash, content } = await showDefinition(tx, { name, hash: begun });
  const enrichment = releasedEnrichment(content, hash);
  if (enrichment) return enrichment;
  throw invalid(`${name} ${hash} is from another version of Fieldwork`);
}

function proposedOne(name: string, content: unknown): Enrichment {
  const enrichment = proposedEnrichment(content);
  if (enrichment?.name === name) return enrichment;
  throw invalid(`what is proposed is no definition of ${name} that this Fieldwork can read`);
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}
