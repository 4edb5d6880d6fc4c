import { asHint, topics, writerGroup } from "@fieldwork/contracts";
import { type CrmAdapter, createRestingAdapter } from "@fieldwork/crm";
import type { Definitions } from "@fieldwork/enrichments";
import type { EventLog, Subscription } from "@fieldwork/event-log";
import type { CheckedService, Logger } from "@fieldwork/runtime";
import {
  approvePreviews,
  createClaimKeeper,
  createConnectionRests,
  type Database,
  type HoldMirror,
  takeTries,
} from "@fieldwork/store";
import { createHistoryCheck } from "./check-history.ts";
import type { WriterConfig } from "./config.ts";
import { createConnectionTerms } from "./connection-terms.ts";
import { createEndBatch } from "./end-batch.ts";
import { createFieldDescriptions } from "./field-descriptions.ts";
import { createOutputFollower } from "./follow-outputs.ts";
import { createKeptWindows } from "./kept-windows.ts";
import { createParentLeases } from "./parent-leases.ts";
import { createBatchWriter } from "./write-batch.ts";
import { createWriteLoop } from "./write-loop.ts";

export interface WriterDeps {
  config: WriterConfig;
  database: Database;
  eventLog: EventLog;
  /** By connection. */
  adapters: ReadonlyMap<string, CrmAdapter>;
  definitions: Definitions;
  holds: HoldMirror;
  logger: Logger;
}

const descriptionMaxAgeMs = 5 * 60_000;
const tryAgainMs = 60_000;

/** Writes answers into the CRM under the ownership rules, and notices when a person took over a field. */
export function createWriter(deps: WriterDeps): CheckedService {
  const { config, database, eventLog, definitions, holds, logger } = deps;
  const rests = createConnectionRests(database, "writer");
  const adapters = new Map(
    [...deps.adapters].map(([name, one]) => [name, createRestingAdapter(one, { rests, logger })]),
  );
  const isPreview = config.WRITE_MODE === "preview";
  const descriptions = createFieldDescriptions({ maxAgeMs: descriptionMaxAgeMs });
  const keeper = createClaimKeeper({ database, leaseMs: config.LEASE_MS, logger });
  const parents = createParentLeases({ database, leaseMs: config.LEASE_MS, logger });
  const ending = createEndBatch({
    ...{ database, eventLog, isPreview, logger },
    maxFailures: config.WRITE_MAX_FAILURES,
  });
  const windows = createKeptWindows();
  const loop = createWriteLoop({
    database,
    adapters,
    writeBatch: createBatchWriter({
      ...{ config, database, definitions, keeper, descriptions, ending, holds, parents, windows },
    }),
    takeTries: async () => (isPreview ? 0 : takeTries(database, { againMs: tryAgainMs })),
    withOrders: !isPreview,
    lingerMs: config.WRITE_LINGER_MS,
    pollMs: config.WRITE_POLL_MS,
    logger,
  });
  const follower = createOutputFollower({ database, adapters, descriptions, logger });
  const history = createHistoryCheck({
    ...{ database, adapters, definitions, logger },
    everyMs: isPreview ? 0 : config.WRITE_HISTORY_EVERY_MS,
  });
  const terms = createConnectionTerms({ database, adapters: deps.adapters, windows, logger });
  const parts = [keeper, parents, loop, follower, terms, history];
  let subscriptions: Subscription[] = [];

  return {
    name: "writer",
    check: loop.check,
    async start() {
      if (subscriptions.length > 0) return;
      if (!isPreview) await approvePreviews(database);
      for (const part of parts) await part.start();
      subscriptions = [
        await eventLog.subscribe(asHint(topics.enrichmentCompleted), {
          group: writerGroup,
          handleBatch: async () => loop.wake(),
        }),
        await eventLog.subscribe(topics.recordChanged, {
          group: writerGroup,
          handleBatch: (events, { signal }) =>
            follower.handle(
              events.map(({ event }) => event),
              signal,
            ),
        }),
      ];
    },
    async stop() {
      for (const subscription of subscriptions) await subscription.stop();
      subscriptions = [];
      for (const part of parts.toReversed()) await part.stop();
    },
  };
}
