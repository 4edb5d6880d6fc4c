import { randomUUID } from "node:crypto";
import { createPostgresBudget } from "@fieldwork/budget";
import type { WakeUp } from "@fieldwork/contracts";
import { type Definitions, type Enrichment, laneOf } from "@fieldwork/enrichments";
import { createRedisAdmission } from "@fieldwork/limits";
import { createModelLayer, type Providers } from "@fieldwork/models";
import { AppError, createWarmUp, type Logger, type Service } from "@fieldwork/runtime";
import { type Claim, type ClaimedAsk, createClaimKeeper, type Database } from "@fieldwork/store";
import { type AskStatements, createAskStatements } from "./ask-statements.ts";
import { createCaptureKeeper } from "./capture-keeper.ts";
import type { EnricherConfig } from "./config.ts";
import { createWakeUpHandler } from "./handle-wake-up.ts";
import { madeUpAnswer, madeUpFields } from "./made-up-record.ts";
import { createModelHealth, type ModelHealth } from "./model-health.ts";
import type { RefreshStatements } from "./refresh-answer.ts";
import { createSavingsKeeper } from "./savings-keeper.ts";
import { stopKilled } from "./stop-killed.ts";

export interface WarmUpDeps {
  config: EnricherConfig & { REDIS_URL: string };
  database: Database;
  asyncCommits: Database;
  definitions: Pick<Definitions, "current">;
  providers: Pick<Providers, "openStandIn" | "prices" | "aboutOf">;
  logger: Logger;
  /** How many to handle, over all models. */
  records?: number | undefined;
  /** A slow machine begins its work all the same. */
  withinMs?: number | undefined;
}

// Compilers look at what runs often: with fewer, the first thousands of real records would pay for it.
const usualRecords = 4000;
const atOnce = 25;
const usualMs = 10_000;
/** After that, those that have begun may still end. */
const lastEndsWithinMs = 5000;

/**
 * Handles made-up records. They leave nothing behind: the vendor is a stand-in in this process, statements are
 * run for a row that does not exist, and admission has keys of its own.
 */
export function createEnricherWarmUp(deps: WarmUpDeps): Service {
  const { logger, definitions, records = usualRecords, withinMs = usualMs } = deps;
  return createWarmUp({
    ...{ logger, withinMs },
    async practise(until) {
      const asked = findAsked(definitions.current());
      const effort = { records: Math.ceil(records / asked.size), until };
      for (const [model, enrichment] of asked) await practise(deps, { enrichment, model, effort });
    },
  });
}

/** One enrichment for each model that is asked first. */
function findAsked(current: readonly Enrichment[]): ReadonlyMap<string, Enrichment> {
  return new Map(current.flatMap((one) => (one.route[0] ? [[one.route[0], one]] : [])));
}

interface Practice {
  enrichment: Enrichment;
  model: string;
  effort: { records: number; until: number };
}

async function practise(
  deps: WarmUpDeps,
  { enrichment, model, effort: { records, until } }: Practice,
): Promise<void> {
  const { config, database, providers, logger } = deps;
  const standIn = await providers.openStandIn(laneOf(model), madeUpAnswer(enrichment));
  if (standIn === undefined) return;
  const budget = createPostgresBudget({ ...deps, gatherMs: config.GATHER_MS });
  const admission = createPracticeAdmission(deps, laneOf(model));
  const layer = createModelLayer({
    providers: new Map([[laneOf(model), standIn]]),
    prices: providers.prices,
    noticeIgnored: () => {},
    budget: { ...budget, reserve: async () => ({ kind: "reserved" }) },
    admission,
    aboutOf: (ref) => providers.aboutOf(ref),
    logger,
  });
  let kept = 0;
  const { models } = stopKilled({ models: layer, holds: nothingHeld, logger });
  const handle = createWakeUpHandler({
    ...{
      config,
      database,
      keeper: createClaimKeeper({ ...deps, leaseMs: config.LEASE_MS }),
      models,
    },
    holds: nothingHeld,
    health: createPracticeHealth(deps),
    captures: createCaptureKeeper({ database, logger }),
    savings: createSavingsKeeper({ database, logger }),
    shares: { find: async () => undefined },
    definitions: { named: () => enrichment, load: async () => undefined },
    refreshes: noRefreshes,
    askedUnder: (asked) => asked.hash,
    statements: withoutEffect(deps, enrichment, () => {
      kept += 1;
    }),
    logger,
  });
  const leftMs = Math.max(0, Math.round(until - performance.now()));
  const signal = AbortSignal.timeout(leftMs + lastEndsWithinMs);
  let begun = 0;
  async function handleSome(): Promise<void> {
    while (begun < records && performance.now() < until) {
      begun += 1;
      await handle({ ...noRow, generation: begun }, signal);
    }
  }
  try {
    await admission.start();
    await Promise.all(Array.from({ length: atOnce }, handleSome));
    await models.flush();
    if (begun > 0 && kept === 0) {
      const message = `${model} answered none of the made-up records`;
      throw new AppError(message, { code: "internal", retryable: false });
    }
  } finally {
    await admission.stop();
    await standIn.close?.();
  }
}

/** As the real one, under keys of its own that expire: practice takes nothing from a vendor's limits. */
function createPracticeAdmission({ config, logger }: WarmUpDeps, lane: string) {
  return createRedisAdmission({
    redisUrl: config.REDIS_URL,
    prefix: `fieldwork:warm-up:${randomUUID()}`,
    limits: { [lane]: { windows: [{ kind: "concurrency", limit: 2 * atOnce }] } },
    logger,
  });
}

/** A failure of practice says nothing about a model. */
function createPracticeHealth({ database, logger }: WarmUpDeps): ModelHealth {
  return {
    ...createModelHealth({ database, accounts: { see() {} }, logger }),
    failed: async () => undefined,
    doubt: async () => undefined,
    hold: async () => false,
  };
}

// Ids begin at 1.
const noRow = { workId: "0", generation: 1 };

/** The statements of each record, for a row that does not exist; they store no answer. */
function withoutEffect(
  deps: WarmUpDeps,
  enrichment: Enrichment,
  onKept: () => void,
): AskStatements {
  const { GATHER_MS: gatherMs, LEASE_MS: leaseMs } = deps.config;
  const statements = createAskStatements({
    ...{ ...deps, gatherMs, leaseMs },
    announcer: { announce() {} },
  });
  return {
    ...statements,
    async claim(ask) {
      await statements.claim({ ...ask, ...noRow });
      return madeUpAsk(enrichment, ask);
    },
    claimAnswer: async () => ({ kind: "claimed", turn: null }),
    async releaseAnswer() {},
    keep(answer) {
      onKept();
      return statements.keep({ ...answer, ...noRow, paid: null });
    },
  };
}

/** Each generation asks about another record. */
function madeUpAsk(enrichment: Enrichment, { token, generation }: WakeUp & Claim): ClaimedAsk {
  return {
    generation,
    ...{ enrichment: enrichment.name, definitionHash: enrichment.hash },
    ...{ class: "live", wantedBy: ["live"], lane: "none", failures: 0, traceparent: null },
    wantedAt: new Date(),
    token,
    fields: madeUpFields(enrichment, generation),
    deleted: false,
    workId: noRow.workId,
    ref: { connection: "none", object: enrichment.object, id: String(generation) },
  };
}

/** No answer is known. */
const noRefreshes: RefreshStatements = {
  claim: async () => false,
  async release() {},
  async replace() {},
};

const nothingHeld = { find: async () => undefined, list: () => [] };
