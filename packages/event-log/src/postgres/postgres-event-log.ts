import { createTicker, type Logger, singleOut, type Ticker } from "@fieldwork/runtime";
import type { Database, Notifications } from "@fieldwork/store";
import { type EncodedEvent, encodeEvents } from "../encode-events.ts";
import type { EventLog } from "../event-log.ts";
import { partitionOf } from "../murmur2.ts";
import { keepRefused, sortResults } from "../refused-events.ts";
import { appendEvents, dropOldEvents, ensurePartitions, logChannel } from "./log-events.ts";
import { countLag } from "./log-groups.ts";
import { PostgresSubscription } from "./postgres-subscription.ts";

export interface PostgresEventLogOptions {
  database: Database;
  notifications: Notifications;
  logger: Logger;
  /** Of each topic, when it is first used. */
  partitions?: number;
  /** How long a member that fell silent keeps its partitions. */
  leaseMs?: number;
  /** How often to look without being notified. */
  pollMs?: number;
  retentionDays?: number;
}

const retentionEveryMs = 10 * 60_000;
const retentionBatch = 5000;

/** The log on PostgreSQL tables, with the semantics of Kafka: partitions, groups, offsets, leases. */
export function createPostgresEventLog(options: PostgresEventLogOptions): EventLog {
  const { database, notifications, logger } = options;
  const { partitions = 8, leaseMs = 6000, pollMs = 1000, retentionDays = 7 } = options;
  const subscriptions = new Set<Pick<PostgresSubscription<never>, "wake" | "stop" | "stuckBy">>();
  const known = new Map<string, Promise<number>>();
  notifications.on(logChannel, () => {
    for (const subscription of subscriptions) subscription.wake();
  });

  function ensureTopic(name: string): Promise<number> {
    const ensured =
      known.get(name) ??
      ensurePartitions(database, name, partitions).catch((error: unknown) => {
        known.delete(name);
        throw error;
      });
    known.set(name, ensured);
    return ensured;
  }

  async function append(topic: string, encoded: readonly EncodedEvent[]) {
    const count = await ensureTopic(topic);
    const placed = encoded.map((event) => ({ ...event, partition: partitionOf(event.key, count) }));
    return singleOut(placed, async (some) => {
      await appendEvents(database, topic, some);
      return some.map(() => undefined);
    });
  }

  const retention = createRetention(database, { retentionDays, logger });

  return {
    name: "event log",
    start: retention.start,
    async stop() {
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
      subscriptions.clear();
      await retention.stop();
    },
    async publish(topic, events) {
      if (events.length === 0) return;
      const { encoded, refused } = encodeEvents(topic, events);
      const appended = sortResults(encoded, await append(topic.name, encoded));
      await keepRefused({ database, logger }, topic.name, [...refused, ...appended.refused]);
      if (appended.outage) throw appended.outage;
    },
    async subscribe(topic, subscribeOptions) {
      await ensureTopic(topic.name);
      const subscription = new PostgresSubscription({
        database,
        topic,
        options: subscribeOptions,
        leaseMs,
        pollMs,
        logger,
      });
      await subscription.start();
      subscriptions.add(subscription);
      return {
        pause: () => subscription.pause(),
        resume: () => subscription.resume(),
        async stop() {
          subscriptions.delete(subscription);
          await subscription.stop();
        },
      };
    },
    async check() {
      await database.check();
      for (const subscription of subscriptions) {
        const reason = subscription.stuckBy();
        if (reason) throw reason;
      }
    },
    lag: (topic, group) => countLag(database, topic.name, group),
  };
}

function createRetention(
  database: Database,
  { retentionDays, logger }: { retentionDays: number; logger: Logger },
): Ticker {
  return createTicker({
    name: "log retention",
    logger,
    async tick() {
      const dropped = await dropOldEvents(database, { retentionDays, limit: retentionBatch });
      return dropped === retentionBatch ? 0 : retentionEveryMs;
    },
  });
}
