import type { ObjectName } from "@fieldwork/contracts";
import { type CrmAdapter, createRestingAdapter } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { type CheckedService, checkAll, type Logger } from "@fieldwork/runtime";
import { createConnectionRests, type Database } from "@fieldwork/store";
import type { ConnectorConfig } from "./config.ts";
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

/** Pulls every object of every connection, each at its own pace, and publishes what changed. */
export function createConnector(deps: ConnectorDeps): CheckedService {
  const rests = createConnectionRests(deps.database, "connector");
  const adapters = deps.adapters.map((one) => createRestingAdapter(one, { ...deps, rests }));
  const polls = adapters.flatMap((adapter) =>
    deps.objects.map((object) =>
      createPoll({
        ...deps,
        adapter,
        object,
        everyMs: deps.config.POLL_EVERY_MS,
        leaseMs: deps.config.LEASE_MS,
      }),
    ),
  );
  return {
    name: "connector",
    check: () => checkAll(polls),
    async start() {
      for (const poll of polls) await poll.start();
    },
    async stop() {
      await Promise.all(polls.map((poll) => poll.stop()));
    },
  };
}
