import { randomUUID } from "node:crypto";
import type { Topic } from "@fieldwork/contracts";
import { type AppError, createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import type { DeadLetterRow } from "../dead-letters.ts";
import type { SubscribeOptions, Subscription } from "../event-log.ts";
import { handlePrefix, toDeadLetterRows } from "../handle-prefix.ts";
import { planAssignment } from "../plan-assignment.ts";
import { Standstill } from "../standstill.ts";
import { decodeFetched } from "./decode-fetched.ts";
import { type FetchedEvent, fetchEvents } from "./log-events.ts";
import {
  acquirePartitions,
  commitPrefix,
  keepMember,
  leaveGroup,
  listLeases,
  type Member,
  type OwnedPartition,
  releasePartition,
} from "./log-groups.ts";

export interface PostgresSubscriptionDeps<E> {
  database: Database;
  topic: Topic<E>;
  options: SubscribeOptions<E>;
  leaseMs: number;
  pollMs: number;
  logger: Logger;
}

/** A partition that this member holds, and what it does with it now. */
interface Holding {
  owned: OwnedPartition;
  lost: AbortController;
  running: Promise<void> | undefined;
  restUntil: number;
  standstill: Standstill;
}

const defaultMaxBatch = 500;

/**
 * One member of a group: keeps its membership and its share of the partitions by leases, and runs a
 * batch at a time on each partition it holds, all partitions side by side.
 */
export class PostgresSubscription<E> implements Subscription {
  readonly #deps: PostgresSubscriptionDeps<E>;
  readonly #me: Member;
  readonly #logger: Logger;
  readonly #holdings = new Map<number, Holding>();
  readonly #membership: Ticker;
  readonly #reader: Ticker;
  #paused = false;

  constructor(deps: PostgresSubscriptionDeps<E>) {
    const { topic, options, leaseMs, pollMs } = deps;
    const { group } = options;
    this.#deps = deps;
    this.#me = { group, topic: topic.name, member: randomUUID(), leaseMs };
    this.#logger = deps.logger.child({ topic: topic.name, group });
    this.#membership = createTicker({
      name: `membership of ${group}`,
      logger: this.#logger,
      tick: async () => {
        await this.#rebalance();
        return leaseMs / 5;
      },
    });
    this.#reader = createTicker({
      name: `reader of ${group}`,
      logger: this.#logger,
      tick: async () => (this.#paused ? pollMs : this.#readOnce()),
    });
  }

  async start(): Promise<void> {
    await this.#rebalance();
    await this.#membership.start();
    await this.#reader.start();
  }

  async stop(): Promise<void> {
    await this.#reader.stop();
    await Promise.all([...this.#holdings.values()].map(({ running }) => running));
    await this.#membership.stop();
    await leaveGroup(this.#deps.database, this.#me).catch((err: unknown) => {
      this.#logger.debug(
        { err },
        "could not leave the group; it will notice when the lease expires",
      );
    });
    this.#holdings.clear();
  }

  /** Something was published. */
  wake(): void {
    this.#reader.wake();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#reader.wake();
  }

  /** Why one of its partitions will not continue by itself; undefined while all do. */
  stuckBy(): AppError | undefined {
    return [...this.#holdings.values()]
      .map(({ standstill }) => standstill.stuckBy())
      .find((reason) => reason !== undefined);
  }

  async #rebalance(): Promise<void> {
    const { database } = this.#deps;
    const members = await keepMember(database, this.#me);
    const leases = await listLeases(database, this.#me);
    const { member } = this.#me;
    const held = new Set(
      leases
        .filter(({ owner, isExpired }) => owner === member && !isExpired)
        .map(({ partition }) => partition),
    );
    for (const partition of this.#holdings.keys()) if (!held.has(partition)) this.#lose(partition);
    const plan = planAssignment({ member, members, leases });
    for (const partition of plan.release) await this.#giveUp(partition);
    if (plan.acquire.length === 0) return;
    for (const owned of await acquirePartitions(database, this.#me, plan.acquire)) {
      this.#holdings.set(owned.partition, {
        owned,
        lost: new AbortController(),
        running: undefined,
        restUntil: 0,
        standstill: new Standstill(),
      });
    }
    this.#reader.wake();
  }

  #lose(partition: number): void {
    this.#holdings.get(partition)?.lost.abort();
    this.#holdings.delete(partition);
  }

  /** Leaves a partition to a member that has fewer, once its batch is done. */
  async #giveUp(partition: number): Promise<void> {
    const holding = this.#holdings.get(partition);
    if (!holding) return;
    this.#holdings.delete(partition);
    await holding.running;
    await releasePartition(this.#deps.database, this.#me, holding.owned);
  }

  /** Starts a batch on every idle partition that has something to read; says how long to rest. */
  async #readOnce(): Promise<number> {
    const { database, topic, pollMs, options } = this.#deps;
    const now = performance.now();
    const held = [...this.#holdings.values()];
    const idle = held.filter(({ running, restUntil }) => !running && restUntil <= now);
    if (idle.length === 0) return pollMs;
    const fetched = await fetchEvents(database, topic.name, {
      positions: idle.map(({ owned }) => owned),
      limit: options.maxBatch ?? defaultMaxBatch,
    });
    const byPartition = Map.groupBy(fetched, ({ partition }) => partition);
    for (const holding of idle) {
      const events = byPartition.get(holding.owned.partition);
      if (!events || this.#holdings.get(holding.owned.partition) !== holding) continue;
      holding.running = this.#handleAndCommit(holding, events).finally(() => {
        holding.running = undefined;
        this.#reader.wake();
      });
    }
    const rests = held.map(({ restUntil }) => restUntil - now).filter((ms) => ms > 0);
    return Math.min(pollMs, ...rests);
  }

  async #handleAndCommit(holding: Holding, fetched: readonly FetchedEvent[]): Promise<void> {
    const { topic, options } = this.#deps;
    const { signal } = holding.lost;
    const { received, malformed } = decodeFetched(topic, fetched);
    const result = await handlePrefix(
      received,
      (events) => options.handleBatch(events, { signal }),
      { suspect: holding.standstill.suspect() },
    );
    const nextOffset =
      received[result.finished]?.offset ?? BigInt(fetched.at(-1)?.log_offset ?? 0) + 1n;
    const deadLetters = [
      ...malformed.filter(({ offset }) => offset < nextOffset),
      ...toDeadLetterRows(result),
    ];
    for (const { offset, key, reason } of deadLetters) {
      this.#logger.error({ offset: String(offset), key, reason }, "became a dead letter");
    }
    await this.#commit(holding, nextOffset, deadLetters);
    if (result.outage) this.#rest(holding, nextOffset, result.outage);
    else holding.standstill.clear();
  }

  async #commit(
    holding: Holding,
    nextOffset: bigint,
    deadLetters: readonly DeadLetterRow[],
  ): Promise<void> {
    const { owned } = holding;
    if (nextOffset === owned.nextOffset) return;
    try {
      const prefix = { owned, nextOffset, deadLetters };
      if (await commitPrefix(this.#deps.database, this.#me, prefix)) owned.nextOffset = nextOffset;
      else if (this.#holdings.get(owned.partition) === holding) this.#lose(owned.partition);
    } catch (err) {
      // Read again from the last commit: the handler sees these events twice.
      this.#logger.warn({ err, partition: owned.partition }, "offset could not be committed");
      holding.restUntil = performance.now() + this.#deps.pollMs;
    }
  }

  #rest(holding: Holding, offset: bigint, outage: AppError): void {
    const { partition } = holding.owned;
    const { restMs, failures, isToBeSaid } = holding.standstill.note(offset, outage);
    if (isToBeSaid) this.#logger.warn({ err: outage, partition, failures }, "resting a partition");
    holding.restUntil = performance.now() + restMs;
  }
}
