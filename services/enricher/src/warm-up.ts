import { randomUUID } from "node:crypto";
import { createPostgresBudget } from "@fieldwork/budget";
import { type Definitions, type Enrichment, laneOf } from "@fieldwork/enrichments";
import { createInProcessAdmission } from "@fieldwork/limits";
import { createModelLayer, type Providers } from "@fieldwork/models";
import { type Logger, type Service, untraced, withSpan } from "@fieldwork/runtime";
import type { ClaimedAsk, Database, HeldClaim } from "@fieldwork/store";
import { createAskStatements } from "./ask-statements.ts";
import type { EnricherConfig } from "./config.ts";
import { type EnrichDeps, enrichRecord } from "./enrich-record.ts";
import { madeUpAnswer, madeUpFields } from "./made-up-record.ts";

export interface WarmUpDeps {
  config: EnricherConfig;
  database: Database;
  asyncCommits: Database;
  definitions: Pick<Definitions, "current">;
  providers: Pick<Providers, "openStandIn" | "prices">;
  logger: Logger;
  /** A slow machine begins its work all the same. */
  withinMs?: number | undefined;
}

const records = 600;
const atOnce = 25;
const usualMs = 3000;

/**
 * Handles made-up records before the process says that it is ready, so that the first real ones do not
 * wait for code to be compiled and statements to be planned. They leave nothing behind: the vendor is a
 * stand-in in this process, statements are run for a row that does not exist, and nothing is traced.
 */
export function createWarmUp(deps: WarmUpDeps): Service {
  return {
    name: "warm-up",
    async start() {
      const asked = findAsked(deps.definitions.current());
      await untraced(async () => {
        for (const [model, enrichment] of asked) await practise(deps, enrichment, model);
      }).catch((err: unknown) => deps.logger.warn({ err }, "could not warm up; starting cold"));
    },
    async stop() {},
  };
}

/** One enrichment for each model that is asked first. */
function findAsked(current: readonly Enrichment[]): ReadonlyMap<string, Enrichment> {
  return new Map(current.flatMap((one) => (one.route[0] ? [[one.route[0], one]] : [])));
}

async function practise(deps: WarmUpDeps, enrichment: Enrichment, model: string): Promise<void> {
  const { config, providers, logger, withinMs = usualMs } = deps;
  const standIn = await providers.openStandIn(laneOf(model), madeUpAnswer(enrichment));
  if (standIn === undefined) return;
  const budget = createPostgresBudget({ ...deps, gatherMs: config.GATHER_MS });
  const models = createModelLayer({
    providers: new Map([[laneOf(model), standIn]]),
    prices: providers.prices,
    budget: { ...budget, reserve: async () => ({ kind: "reserved" }) },
    admission: createInProcessAdmission({ limits: {} }),
    logger,
  });
  const enriching: EnrichDeps = {
    ...{ config, models, statements: withoutEffect(deps), holds: { find: async () => undefined } },
    definitions: { named: () => enrichment },
    health: {
      ...{ openModels: () => [model], whyClosed: () => undefined },
      ...{ answered() {}, failed: async () => undefined },
    },
    captures: { keep() {} },
    ...{ savings: { note() {} }, refreshes: noRefreshes },
    shares: { find: async () => undefined },
  };
  const until = performance.now() + withinMs;
  const signal = AbortSignal.timeout(withinMs);
  let begun = 0;
  async function handleSome(): Promise<void> {
    while (begun < records && performance.now() < until) {
      begun += 1;
      const ask = madeUpAsk(enrichment, begun);
      await withSpan("enrich", {}, () => enrichRecord(enriching, { ask, held: noClaim }, signal));
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, handleSome));
    await models.flush();
  } finally {
    await standIn.close?.();
  }
}

// Ids begin at 1.
const noRow = { workId: "0", generation: 1 };

/** The statements of each record, for a row that does not exist; they store no answer. */
function withoutEffect(deps: WarmUpDeps): EnrichDeps["statements"] {
  const { GATHER_MS: gatherMs, LEASE_MS: leaseMs } = deps.config;
  const statements = createAskStatements({
    ...{ ...deps, gatherMs, leaseMs },
    announcer: { announce() {} },
  });
  return {
    ...statements,
    async claimAnswer({ token }) {
      await statements.claim({ ...noRow, token });
      return { kind: "claimed", turn: null };
    },
    async releaseAnswer() {},
    keep: (answer) => statements.keep({ ...answer, ...noRow, paid: null }),
  };
}

function madeUpAsk(enrichment: Enrichment, number: number): ClaimedAsk {
  return {
    ...{ ...noRow, token: randomUUID(), lane: "none", failures: 0 },
    ref: { connection: "none", object: enrichment.object, id: String(number) },
    ...{ enrichment: enrichment.name, definitionHash: enrichment.hash },
    ...{ class: "live", wantedBy: ["live"], traceparent: null, deleted: false },
    wantedAt: new Date(),
    fields: madeUpFields(enrichment, number),
  };
}

/** No answer is known. */
const noRefreshes: EnrichDeps["refreshes"] = {
  claim: async () => false,
  async release() {},
  async replace() {},
};

const noClaim: HeldClaim = {
  signal: new AbortController().signal,
  paysFor() {},
  release() {},
};
