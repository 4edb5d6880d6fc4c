import type { Definitions } from "@fieldwork/enrichments";
import type { EventLog } from "@fieldwork/event-log";
import type { LaneConsumer, Lanes } from "@fieldwork/lanes";
import type { Admission } from "@fieldwork/limits";
import type { ModelLayer, Providers } from "@fieldwork/models";
import type { CheckedService, Logger } from "@fieldwork/runtime";
import {
  createClaimKeeper,
  type Database,
  type HoldMirror,
  type Notifications,
} from "@fieldwork/store";
import type { AccountHealth } from "./account-health.ts";
import { createAnnouncer } from "./announcer.ts";
import { createAskStatements } from "./ask-statements.ts";
import { askedUnder } from "./asked-under.ts";
import { createCaptureKeeper } from "./capture-keeper.ts";
import type { EnricherConfig } from "./config.ts";
import { createConsumerPace } from "./consumer-pace.ts";
import { createWakeUpHandler } from "./handle-wake-up.ts";
import { createLaneChecker } from "./lane-checker.ts";
import { createModelHealth } from "./model-health.ts";
import { createOrderedAsks } from "./ordered-asks/ordered-asks.ts";
import { createRefreshStatements } from "./refresh-answer.ts";
import { createRouteTeller } from "./route-teller.ts";
import { createSavingsKeeper } from "./savings-keeper.ts";
import { createSharedAnswers } from "./shared-answers/shared-answers.ts";
import { stopKilled } from "./stop-killed.ts";

export interface EnricherDeps {
  config: EnricherConfig;
  database: Database;
  /** The same store, for statements that need not survive a crash of it. */
  asyncCommits: Database;
  notifications: Notifications;
  eventLog: EventLog;
  lanes: Lanes;
  models: ModelLayer;
  accounts: AccountHealth;
  holds: HoldMirror;
  admission: Pick<Admission, "capacityOf">;
  definitions: Definitions;
  providers: Pick<Providers, "identity">;
  /** The lanes this process works on: one for each provider. */
  laneNames: readonly string[];
  logger: Logger;
}

/** Takes wake-ups, asks the models what their records need, stores the answers and announces them. */
export function createEnricher(deps: EnricherDeps): CheckedService {
  const { config, database, eventLog, lanes, holds, definitions, logger } = deps;
  const { models, watch } = stopKilled({ models: deps.models, holds, logger });
  const keeper = createClaimKeeper({ database, leaseMs: config.LEASE_MS, logger });
  const announcer = createAnnouncer({ database, eventLog, logger });
  const health = createModelHealth({ database, accounts: deps.accounts, logger });
  const captures = createCaptureKeeper({ database, logger });
  const savings = createSavingsKeeper({ database, logger });
  const shares = createSharedAnswers({ ...deps, savings });
  const routes = createRouteTeller({ database, definitions, models, logger });
  const checker = createLaneChecker({ config, database, models, holds, definitions, logger });
  const ordered = createOrderedAsks({
    ...{ config, database, models, holds, health, captures, definitions, logger },
    ...{ notifications: deps.notifications, leaseMs: config.LEASE_MS },
  });
  const handle = createWakeUpHandler({
    ...{ config, database, keeper, models, holds, health, captures, savings, shares, definitions },
    refreshes: createRefreshStatements(database, config),
    askedUnder: (enrichment) => askedUnder(enrichment, deps.providers),
    statements: createAskStatements({
      database,
      asyncCommits: deps.asyncCommits,
      definitions,
      announcer,
      gatherMs: config.GATHER_MS,
      leaseMs: config.LEASE_MS,
    }),
    logger,
  });
  const consumers = new Map<string, LaneConsumer>();
  const pace = createConsumerPace({
    ...{ admission: deps.admission, definitions, consumers, logger },
    most: config.LANE_CONCURRENCY,
  });

  return {
    name: "enricher",
    check: announcer.check,
    async start() {
      if (consumers.size > 0) return;
      const own = [keeper, announcer, health, captures, savings, shares, watch, checker, routes];
      for (const one of own) await one.start();
      for (const lane of deps.laneNames) {
        const consumer = await lanes.consume(lane, { concurrency: 1, handle });
        consumers.set(lane, consumer);
      }
      await pace.start();
      await ordered.start();
    },
    async stop() {
      await ordered.stop();
      await pace.stop();
      await Promise.all([...consumers.values()].map((consumer) => consumer.stop()));
      consumers.clear();
      await routes.stop();
      await checker.stop();
      await watch.stop();
      await models.flush();
      await captures.stop();
      await shares.stop();
      await savings.stop();
      await health.stop();
      await announcer.stop();
      await keeper.stop();
    },
  };
}
