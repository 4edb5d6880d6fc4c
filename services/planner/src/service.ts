import { plannerGroup, type RecordChanged, topics } from "@fieldwork/contracts";
import type { Definitions } from "@fieldwork/enrichments";
import type { EventLog, Subscription } from "@fieldwork/event-log";
import type { Lanes } from "@fieldwork/lanes";
import { type CheckedService, checkAll, type Logger, type Service } from "@fieldwork/runtime";
import {
  type Database,
  type HoldMirror,
  type Notifications,
  workReadyChannel,
} from "@fieldwork/store";
import type { Suppression } from "@fieldwork/store/erasure";
import { createBackfillDriver } from "./backfill-driver.ts";
import type { PlannerConfig } from "./config.ts";
import { createDispatcher } from "./dispatcher.ts";
import { createFilterableFields } from "./filterable-fields.ts";
import { createChangeHandler } from "./handle-changes.ts";
import { createCompanyLinks } from "./links/company-links.ts";
import { createLogLag } from "./log-lag.ts";
import { createLoopWatch } from "./loop-watch.ts";
import type { ReceivedChange } from "./plan-work.ts";
import { createRefresher } from "./refresher.ts";
import { createRetention } from "./retention.ts";
import { createSweeper } from "./sweeper.ts";

export interface PlannerDeps {
  config: PlannerConfig;
  database: Database;
  notifications: Notifications;
  eventLog: EventLog;
  lanes: Lanes;
  holds: HoldMirror;
  /** Changes of somebody who was erased want nothing and are not kept. */
  suppression: Suppression;
  definitions: Definitions;
  logger: Logger;
}

/**
 * Follows `crm.record-changed`, maintains `work`, feeds the lanes and recovers what was lost. Never
 * waits for a lane.
 */
export function createPlanner(deps: PlannerDeps): CheckedService {
  const { config, database, eventLog, lanes, holds, suppression, definitions, logger } = deps;
  const dispatcher = createDispatcher({
    database,
    lanes,
    holds,
    definitions,
    window: config.DISPATCH_WINDOW,
    livePercent: config.LIVE_SHARE_PERCENT,
    logger,
  });
  const sweeper = createSweeper({
    database,
    lanes,
    eventLog,
    definitions,
    wakeUpOverdueMs: config.WAKE_UP_OVERDUE_MS,
    everyMs: config.SWEEP_EVERY_MS,
    logger,
  });
  const filterable = createFilterableFields({ database, logger });
  const refresher = createRefresher({ database, definitions, logger });
  const retention = createRetention({ database, config, logger });
  const logLag = createLogLag({ database, eventLog, logger });
  const loops = createLoopWatch({ database, rounds: config.LOOP_ROUNDS, logger });
  const handleChanges = createChangeHandler({
    ...{ database, definitions, filterable, note: loops.note },
  });
  const links = createCompanyLinks({ database, logger });
  const handle = async (changes: readonly ReceivedChange[]) => {
    const allowed = await suppression.allowed(changes, ({ event }) => subjectOf(event));
    await links.link(allowed);
    await handleChanges(allowed);
  };
  const backfills = createBackfillDriver({ database, handle, logger });
  deps.notifications.on(workReadyChannel, dispatcher.wake);
  let subscription: Subscription | undefined;
  const checked = [filterable, links, dispatcher, sweeper, refresher, retention, backfills, loops];
  const parts: readonly Service[] = [...checked, logLag];

  return {
    name: "planner",
    check: () => checkAll(checked),
    async start() {
      if (subscription) return;
      for (const part of parts) await part.start();
      subscription = await eventLog.subscribe(topics.recordChanged, {
        group: plannerGroup,
        handleBatch: handle,
      });
    },
    async stop() {
      await subscription?.stop();
      subscription = undefined;
      for (const part of parts.toReversed()) await part.stop();
    },
  };
}

function subjectOf(event: RecordChanged) {
  return { ref: event.ref, fields: event.kind === "changed" ? event.fields : undefined };
}
