import type { ShownEvaluation } from "@fieldwork/contracts/api";
import { type Enrichment, releasedEnrichment } from "@fieldwork/enrichments";
import { AppError } from "@fieldwork/runtime";
import { type Db, findDefinitions } from "@fieldwork/store";
import {
  findProposed,
  listEvaluatedAsks,
  listEvaluations,
  type StoredEvaluation,
  watchEvaluation,
} from "@fieldwork/store/ordered-asks";
import { figuresOf } from "./figures.ts";
import { demandsOf, missesOf } from "./judge.ts";
import { watchedForMs } from "./order-evaluation.ts";

type Shown<Kept> = Omit<Kept, "orderedAt"> & { orderedAt: Date };

const mostListed = 50;

/** Of one enrichment or of all, the newest first. */
export async function findEvaluations(
  database: Pick<Db, "query">,
  enrichment: string | undefined,
): Promise<(StoredEvaluation & { promptVersion: string | null })[]> {
  const found = await listEvaluations(database, { enrichment, limit: mostListed });
  const definitions = await definitionsOf(database, found);
  return found.map((one) => ({
    ...one,
    promptVersion: definitions.get(one.definitionHash)?.promptVersion ?? null,
  }));
}

/**
 * How far an evaluation is and, once it has ended, its figures. Whoever looks waits for it.
 *
 * @throws AppError `not_found`
 */
export async function showEvaluation(
  database: Pick<Db, "query">,
  id: string,
): Promise<Shown<ShownEvaluation>> {
  const found = await findEvaluation(database, id);
  const enrichment = (await definitionsOf(database, [found])).get(found.definitionHash);
  const shown = {
    ...found,
    promptVersion: enrichment?.promptVersion ?? null,
    isJudged: enrichment?.evaluation !== undefined,
    demands: demandsOf(enrichment?.evaluation),
  };
  if (found.open > 0) {
    await watchEvaluation(database, id, watchedForMs);
    return { ...shown, figures: null, misses: [] };
  }
  const asks = await listEvaluatedAsks(database, id);
  const { models, comparedWith } = found;
  const figures = [...models, ...(comparedWith === null ? [] : [comparedWith])].map((model) =>
    figuresOf(model, {
      outputs: enrichment?.outputs ?? [],
      asks: asks.filter((one) => one.model === model),
    }),
  );
  const judged = figures.filter(({ model }) => model !== comparedWith);
  return {
    ...shown,
    figures,
    misses: judged.flatMap((one) => missesOf(one, enrichment?.evaluation)),
  };
}

/** @throws AppError `not_found` */
export async function findEvaluation(
  database: Pick<Db, "query">,
  id: string,
): Promise<StoredEvaluation> {
  const [found] = await listEvaluations(database, { id, limit: 1 });
  if (found) return found;
  const message = `there is no evaluation ${id}, or it is gone: after 30 days it is`;
  throw new AppError(message, { code: "not_found", retryable: false });
}

/** By their hashes; without those that this version cannot read. */
async function definitionsOf(
  database: Pick<Db, "query">,
  evaluations: readonly StoredEvaluation[],
): Promise<Map<string, Enrichment>> {
  const refs = new Map(
    evaluations.map(({ enrichment: name, definitionHash: hash }) => [hash, { name, hash }]),
  );
  const asked = [...refs.values()];
  const found = [
    ...(await findProposed(database, asked)),
    ...(await findDefinitions(database, asked)),
  ];
  return new Map(
    found.flatMap(({ hash, content }) => {
      const enrichment = releasedEnrichment(content, hash);
      return enrichment ? [[hash, enrichment]] : [];
    }),
  );
}
