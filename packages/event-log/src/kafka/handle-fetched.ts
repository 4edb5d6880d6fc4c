import type { Topic } from "@fieldwork/contracts";
import { AppError, type Logger } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import type { EachBatchPayload, KafkaMessage } from "kafkajs";
import { keepDeadLetters } from "../dead-letters.ts";
import type { SubscribeOptions } from "../event-log.ts";
import { handlePrefix, toDeadLetterRows } from "../handle-prefix.ts";
import { decodeMessages } from "./decode-messages.ts";
import type { BatchHold } from "./group-member.ts";

export interface HandleFetchedDeps<E> {
  topic: Topic<E>;
  options: SubscribeOptions<E>;
  /** Where dead letters are kept. */
  database: Db;
  logger: Logger;
  /** Whether the next events of the partition may be handled now. */
  mayTake: () => boolean;
  /** See `handlePrefix`. */
  suspect: bigint | undefined;
}

/** Where a batch got stuck, and why. */
export interface Halt {
  offset: bigint;
  outage: AppError;
}

const defaultMaxBatch = 500;

/**
 * Handles what was fetched of one partition, up to `maxBatch` events at a time, and says how far it is
 * done after each. Returns what ended it early; what is left is fetched again.
 */
export async function handleFetched<E>(
  deps: HandleFetchedDeps<E>,
  payload: EachBatchPayload,
  hold: BatchHold,
): Promise<Halt | undefined> {
  const { options, mayTake } = deps;
  const { maxBatch = defaultMaxBatch } = options;
  const { messages } = payload.batch;
  for (let start = 0; start < messages.length; start += maxBatch) {
    if (!mayTake() || !hold.mayGoOn()) return undefined;
    const some = messages.slice(start, start + maxBatch);
    const { nextOffset, outage } = await handleSome(deps, some, {
      partition: payload.batch.partition,
      signal: hold.signal,
    });
    if (nextOffset > BigInt(some[0]?.offset ?? 0)) hold.finish(nextOffset);
    if (outage) return { offset: nextOffset, outage };
  }
  return undefined;
}

/** Handles some events and keeps those that cannot be handled; says what may be committed. */
async function handleSome<E>(
  { topic, options, database, logger, suspect }: HandleFetchedDeps<E>,
  messages: readonly KafkaMessage[],
  { partition, signal }: { partition: number; signal: AbortSignal },
): Promise<{ nextOffset: bigint; outage: AppError | undefined }> {
  const { received, malformed } = decodeMessages(topic, partition, messages);
  const result = await handlePrefix(received, (events) => options.handleBatch(events, { signal }), {
    suspect,
  });
  const nextOffset =
    received[result.finished]?.offset ?? BigInt(messages.at(-1)?.offset ?? -1) + 1n;
  const deadLetters = [
    ...malformed.filter(({ offset }) => offset < nextOffset),
    ...toDeadLetterRows(result),
  ];
  if (deadLetters.length === 0) return { nextOffset, outage: result.outage };
  try {
    const place = { group: options.group, topic: topic.name, partition };
    await keepDeadLetters(database, place, deadLetters);
  } catch (error) {
    return { nextOffset: BigInt(messages[0]?.offset ?? 0), outage: AppError.from(error) };
  }
  for (const { offset, key, reason } of deadLetters) {
    logger.error({ partition, offset: String(offset), key, reason }, "became a dead letter");
  }
  return { nextOffset, outage: result.outage };
}
