import {
  type CrmAdapter,
  type CrmErrorReason,
  createContextAdapter,
  createRestingAdapter,
} from "@fieldwork/crm";
import { type Definitions, fieldsRead } from "@fieldwork/enrichments";
import type { EventLog } from "@fieldwork/event-log";
import { type CheckedService, checkAll, type Logger, type Service } from "@fieldwork/runtime";
import { createConnectionRests, type Database, endConnectionRests } from "@fieldwork/store";
import type { Suppression } from "@fieldwork/store/erasure";
import { createAbortJobs } from "./abort-jobs.ts";
import { createActivityFollower } from "./activities/follow-activities.ts";
import { createKeepShown } from "./activities/keep-shown.ts";
import { type WantedFields, wantedKinds } from "./activities/wanted-kinds.ts";
import type { ConnectorConfig } from "./config.ts";
import { createDescribeFields } from "./describe-fields.ts";
import { createLookAgain } from "./look-again.ts";
import { createPoll, type PollProgress } from "./poll-changes.ts";
import { createAutomationReadings } from "./read-automations.ts";
import { createOrderedReads } from "./read-ordered.ts";
import { createRecordOptions } from "./read-record-options.ts";
import { createSourceReads } from "./read-source.ts";
import { createReconciliations } from "./reconcile/reconcile.ts";
import { createConnectionTests } from "./test-connection.ts";
import { createWebhookParts } from "./webhooks/webhook-parts.ts";
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
  const objects = () => new Set(deps.definitions.current().map(({ object }) => object));
  const rests = createConnectionRests(deps.database, "connector");
  const wants: WantedFields = (object) => fieldsRead(deps.definitions.current(), object);
  const keepShown = createKeepShown(deps);
  const adapters = deps.adapters.map((one) =>
    createContextAdapter(createRestingAdapter(one, { ...deps, rests }), {
      ...{ ...deps, wants },
      // Of a CRM that calls nobody, none hears that an activity is gone.
      ...(one.webhooks && { keepShown }),
    }),
  );
  const followers = new Map<string, Service>();
  const polls = new Map<string, CheckedService>();
  const others: Service[] = [];
  let running = false;

  /** Does nothing for an object that is being read already; a release may name others. */
  async function startParts(): Promise<void> {
    for (const adapter of adapters) {
      for (const object of objects()) {
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
      await followActivities(adapter);
    }
  }

  async function followActivities(adapter: CrmAdapter): Promise<void> {
    const { connection } = adapter;
    const isWanted = wantedKinds(adapter, wants).size > 0;
    if (!running || !isWanted || followers.has(connection)) return;
    const follower = createActivityFollower({ ...deps, adapter, everyMs, leaseMs, wants });
    followers.set(connection, follower);
    others.push(follower);
    await follower.start();
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
      const parts = partsBeside({ ...deps, leaseMs, wants }, adapters);
      others.push(...parts);
      for (const part of parts) await part.start();
    },
    async stop() {
      running = false;
      await Promise.all([...polls.values(), ...others].map((part) => part.stop()));
      polls.clear();
      followers.clear();
      others.length = 0;
    },
  };
}

/** What a connector does of each connection besides scanning its objects. */
function partsBeside(
  deps: ConnectorDeps & { leaseMs: number; wants: WantedFields },
  adapters: readonly CrmAdapter[],
): Service[] {
  const { RECONCILE_EVERY_HOURS: hours = 24 } = deps.config;
  const reconcileEveryMs = hours === 0 ? undefined : hours * 3_600_000;
  const objects = () => new Set(deps.definitions.current().map(({ object }) => object));
  return [
    ...adapters.flatMap((adapter) => [
      createAutomationReadings({ ...deps, adapter }),
      createOrderedReads({ ...deps, adapter }),
      ...(adapter.readToWrite ? [createRecordOptions({ ...deps, adapter })] : []),
      createSourceReads({ ...deps, adapter }),
      ...(adapter.abortReadJob ? [createAbortJobs({ ...deps, adapter })] : []),
      createDescribeFields({ ...deps, adapter, objects, everyMs: describeEveryMs }),
      createReconciliations({ ...deps, adapter, objects, everyMs: reconcileEveryMs }),
    ]),
    ...createWebhookParts({ ...deps, adapters }),
    // A person wants to know whether a connection that rests may be called again.
    ...deps.adapters.map((adapter) => createConnectionTests({ ...deps, adapter })),
  ];
}
