import { type Definitions, type Enrichment, laneOf } from "@fieldwork/enrichments";
import {
  type CheckVerdict,
  type ModelLayer,
  type Providers,
  parseModelRef,
} from "@fieldwork/models";
import {
  type ConfigProblem,
  type Logger,
  reasonOf,
  type Service,
  stableHash,
} from "@fieldwork/runtime";
import {
  closeLane,
  type Database,
  findModelChecks,
  type HoldMirror,
  keepModelCheck,
} from "@fieldwork/store";
import { checkQuestion } from "./check-question.ts";
import type { EnricherConfig } from "./config.ts";
import { stopKilled } from "./stop-killed.ts";

export interface PreflightDeps {
  config: Pick<EnricherConfig, "ATTEMPT_TIMEOUT_MS" | "PREFLIGHT">;
  providers: Pick<Providers, "identity">;
  database: Database;
  models: ModelLayer;
  holds: Pick<HoldMirror, "find" | "list">;
  definitions: Pick<Definitions, "current" | "onRelease">;
  logger: Logger;
}

/** A model that does not accept what an enrichment asks. */
export interface Refusal {
  enrichment: Enrichment;
  model: string;
  error: Extract<CheckVerdict, { kind: "refused" }>["error"];
}

/**
 * Checks, before the first record, whether each model accepts what each enrichment asks of it, with one
 * small call without a record. What was accepted once is not checked again until key, address, model or
 * question change. A server that is down does not count as a refusal.
 */
export async function preflight(deps: PreflightDeps, signal: AbortSignal): Promise<Refusal[]> {
  const { config, providers, database, models, definitions, logger } = deps;
  if (config.PREFLIGHT === "off") return [];
  const questions = definitions.current().flatMap((enrichment) =>
    enrichment.route.map((model) => ({
      enrichment,
      model,
      key: stableHash([
        ...[providers.identity(laneOf(model)), model, enrichment.name],
        ...[enrichment.promptVersion, enrichment.maxOutputTokens],
      ]),
    })),
  );
  const known = await findModelChecks(
    database,
    questions.map(({ key }) => key),
  );
  const accepted = new Set(
    known.filter(({ verdict }) => verdict === "accepted").map(({ key }) => key),
  );
  const refusals: Refusal[] = [];
  for (const { enrichment, model, key } of questions) {
    if (accepted.has(key) || signal.aborted) continue;
    const verdict = await models.check(checkQuestion(enrichment, model, deps), signal);
    if (verdict.kind === "refused") refusals.push({ enrichment, model, error: verdict.error });
    if (verdict.kind === "undetermined") {
      logger.warn({ err: verdict.error, model }, "preflight was inconclusive; continuing");
      continue;
    }
    await keepModelCheck(database, {
      ...{ key, ...parseModelRef(model), enrichment: enrichment.name, verdict: verdict.kind },
      reason: verdict.kind === "refused" ? reasonOf(verdict.error) : null,
    });
  }
  return refusals;
}

/** The refusals as problems of the configuration. */
export function preflightProblems(refusals: readonly Refusal[]): ConfigProblem[] {
  return refusals.map(({ enrichment, model, error }) => ({
    what: `${model} for ${enrichment.name}`,
    problem: error.said.replace(/\.$/, ""),
    remedy: "Correct the model, its key or its settings; --no-preflight starts anyway",
  }));
}

export interface PreflightOptions {
  /** True by default; false if whoever starts it has checked already. */
  looksAtStart?: boolean;
}

/**
 * Closes the lane of each model that refuses, before the first record reaches it, and keeps running.
 * Checks again when other definitions are released. A kill ends its call under way.
 */
export function createPreflight(
  deps: PreflightDeps,
  { looksAtStart = true }: PreflightOptions = {},
): Service {
  const { database, definitions, logger } = deps;
  const { models, watch } = stopKilled(deps);
  const stopping = new AbortController();
  let looking = Promise.resolve();

  async function look(): Promise<void> {
    for (const { enrichment, model, error } of await preflight(
      { ...deps, models },
      stopping.signal,
    )) {
      logger.error({ err: error, model }, "the model refuses what it is sent; closing its lane");
      await closeLane(database, {
        ...{ name: model, lane: laneOf(model), model: parseModelRef(model).model },
        ...{ enrichment: enrichment.name, needsCheck: true },
        ...{ waitMs: undefined, baseMs: 300_000, capMs: 900_000 },
        reason: reasonOf(error),
      });
    }
  }

  definitions.onRelease(() => {
    looking = looking
      .then(look)
      .catch((err: unknown) =>
        logger.warn({ err }, "preflight could not run; continuing without it"),
      );
  });
  return {
    name: "preflight",
    async start() {
      await watch.start();
      if (looksAtStart) await look();
    },
    async stop() {
      stopping.abort();
      await looking;
      await watch.stop();
    },
  };
}
