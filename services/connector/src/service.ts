import { type CrmAdapter, type CrmErrorReason, createRestingAdapter } from "@fieldwork/crm";
import type { Definitions } from "@fieldwork/enrichments";
import type { EventLog } from "@fieldwork/event-log";
import { type CheckedService, checkAll, type Logger, type Service } from "@fieldwork/runtime";
import { createConnectionRests, type Database, endConnectionRests } from "@fieldwork/store";
import type { Suppression } from "@fieldwork/store/erasure";
import type { ConnectorConfig } from "./config.ts";
import { createDescribeFields } from "./describe-fields.ts";
import { createLookAgain } from "./look-again.ts";
import { createPoll, type PollProgress } from "./poll-changes.ts";
import { createOrderedReads } from "./read-ordered.ts";
import { createSourceReads } from "./read-source.ts";
import { createConnectionTests } from "./test-connection.ts";
import { withoutErased } from "./without-erased.ts";

export interface ConnectorDeps {
  config: ConnectorConfig;
  database: Database;
  eventLog: EventLog;
  /** What belongs to somebody who was erased is not published. */
  suppression: Suppression;
  adapters: readonly CrmAdapter[];
  /** They name the objects to read. */
  definitions: Pick<Definitions, "current" | "onRelease">;
  /** Unique among the connectors on one store. */
  holder: string;
  onProgress?: ((progress: PollProgress) => void) | undefined;
  logger: Logger;
}

const lookAgainEveryMs = 60_000;
const describeEveryMs = 15 * 60_000;

/** Reads every object of every connection, each at its own pace, and publishes what changed. */
export function createConnector(connectorDeps: ConnectorDeps): CheckedService {
  const deps = { ...connectorDeps, eventLog: withoutErased(connectorDeps) };
  const { POLL_EVERY_MS: everyMs, LEASE_MS: leaseMs } = deps.config;
  const rests = createConnectionRests(deps.database, "connector");
  const adapters = deps.adapters.map((one) => createRestingAdapter(one, { ...deps, rests }));
  const polls = new Map<string, CheckedService>();
  const others: Service[] = [];
  let running = false;

  /** Does nothing for an object that is being read already; a release may name others. */
  async function startParts(): Promise<void> {
    const objects = new Set(deps.definitions.current().map(({ object }) => object));
    for (const adapter of adapters) {
      for (const object of objects) {
        const key = `${adapter.connection}/${object}`;
        const isRead = adapter.objects.includes(object);
        if (!running || !isRead || polls.has(key)) continue;
        const one = { ...deps, adapter, object, leaseMs };
        const poll = createPoll({ ...one, everyMs });
        const lookAgain = createLookAgain({ ...one, everyMs: lookAgainEveryMs });
        polls.set(key, poll);
        others.push(lookAgain);
        await poll.start();
        await lookAgain.start();
      }
    }
  }

  deps.definitions.onRelease(() => {
    startParts().catch((err: unknown) => deps.logger.error({ err }, "an object cannot be read"));
  });
  return {
    name: "connector",
    check: () => checkAll([...polls.values()]),
    async start() {
      if (running) return;
      running = true;
      const credentials: CrmErrorReason = "refused-credentials";
      await endConnectionRests(deps.database, credentials);
      await startParts();
      for (const adapter of adapters) {
        const orderedReads = createOrderedReads({ ...deps, adapter, leaseMs });
        const describeFields = createDescribeFields({ ...deps, adapter, everyMs: describeEveryMs });
        const sourceReads = createSourceReads({ ...deps, adapter, leaseMs });
        others.push(orderedReads, sourceReads, describeFields);
        await orderedReads.start();
        await sourceReads.start();
        await describeFields.start();
      }
      for (const adapter of deps.adapters) {
        const tests = createConnectionTests({ ...deps, adapter });
        others.push(tests);
        await tests.start();
      }
    },
    async stop() {
      running = false;
      await Promise.all([...polls.values(), ...others].map((part) => part.stop()));
      polls.clear();
      others.length = 0;
    },
  };
}
