import type { ObjectName } from "@fieldwork/contracts";
import { type CrmAdapter, createRestingAdapter } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import type { Logger, Service } from "@fieldwork/runtime";
import { createConnectionRests, type Database } from "@fieldwork/store";
import type { ConnectorConfig } from "./config.ts";
import { createLookAgain } from "./look-again.ts";
import { createPoll, type PollProgress } from "./poll-changes.ts";

export interface ConnectorDeps {
  config: ConnectorConfig;
  database: Database;
  eventLog: EventLog;
  adapters: readonly CrmAdapter[];
  /** The objects that enrichments name. */
  objects: readonly ObjectName[];
  /** Unique among the connectors on one store. */
  holder: string;
  onProgress?: ((progress: PollProgress) => void) | undefined;
  logger: Logger;
}

const lookAgainEveryMs = 60_000;

/** Pulls every object of every connection, each at its own pace, and publishes what changed. */
export function createConnector(deps: ConnectorDeps): Service {
  const { POLL_EVERY_MS: everyMs, LEASE_MS: leaseMs } = deps.config;
  const rests = createConnectionRests(deps.database, "connector");
  const adapters = deps.adapters.map((one) => createRestingAdapter(one, { ...deps, rests }));
  const polls = adapters.flatMap((adapter) =>
    deps.objects.flatMap((object) => [
      createPoll({ ...deps, adapter, object, everyMs, leaseMs }),
      createLookAgain({ ...deps, adapter, object, everyMs: lookAgainEveryMs, leaseMs }),
    ]),
  );
  return {
    name: "connector",
    async start() {
      for (const poll of polls) await poll.start();
    },
    async stop() {
      await Promise.all(polls.map((poll) => poll.stop()));
    },
  };
}
