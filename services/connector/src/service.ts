import type { ObjectName } from "@fieldwork/contracts";
import { type CrmAdapter, type CrmErrorReason, createRestingAdapter } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { type CheckedService, checkAll, type Logger } from "@fieldwork/runtime";
import { createConnectionRests, type Database, endConnectionRests } from "@fieldwork/store";
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
export function createConnector(deps: ConnectorDeps): CheckedService {
  const { POLL_EVERY_MS: everyMs, LEASE_MS: leaseMs } = deps.config;
  const rests = createConnectionRests(deps.database, "connector");
  const adapters = deps.adapters.map((one) => createRestingAdapter(one, { ...deps, rests }));
  const read = adapters.flatMap((adapter) => deps.objects.map((object) => ({ adapter, object })));
  const polls = read.map((one) => createPoll({ ...deps, ...one, everyMs, leaseMs }));
  const others = read.map((one) =>
    createLookAgain({ ...deps, ...one, everyMs: lookAgainEveryMs, leaseMs }),
  );
  const parts = [...polls, ...others];
  return {
    name: "connector",
    check: () => checkAll(polls),
    async start() {
      const credentials: CrmErrorReason = "refused-credentials";
      await endConnectionRests(deps.database, credentials);
      for (const part of parts) await part.start();
    },
    async stop() {
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}
