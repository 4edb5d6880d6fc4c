import type { Topic } from "@fieldwork/contracts";
import { AppError, type Logger } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import type { EachBatchPayload, KafkaMessage } from "kafkajs";
import type { SubscribeOptions } from "../event-log.ts";
import { handlePrefix } from "../handle-prefix.ts";
import type { DeadLetterRow } from "../postgres/log-statements.ts";
import { keepDeadLetters } from "./dead-letters.ts";
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
}

const defaultMaxBatch = 500;

/**
 * Handles what was fetched of one partition, up to `maxBatch` events at a time, and says how far it is
 * done after each. Returns the outage that ended it; what is left is fetched again.
 */
export async function handleFetched<E>(
  deps: HandleFetchedDeps<E>,
  payload: EachBatchPayload,
  hold: BatchHold,
): Promise<AppError | undefined> {
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
    if (outage) return outage;
  }
  return undefined;
}

/** Handles some events and keeps those that cannot be handled; says what may be committed. */
async function handleSome<E>(
  { topic, options, database, logger }: HandleFetchedDeps<E>,
  messages: readonly KafkaMessage[],
  { partition, signal }: { partition: number; signal: AbortSignal },
): Promise<{ nextOffset: bigint; outage: AppError | undefined }> {
  const { received, malformed } = decodeMessages(topic, partition, messages);
  const result = await handlePrefix(received, (events) => options.handleBatch(events, { signal }));
  const nextOffset =
    received[result.finished]?.offset ?? BigInt(messages.at(-1)?.offset ?? -1) + 1n;
  const failed = result.deadLetters.map(({ received: { event, ...rest }, error }) => ({
    ...rest,
    value: event,
    error: error.message,
  }));
  const deadLetters: DeadLetterRow[] = [
    ...malformed.filter(({ offset }) => offset < nextOffset),
    ...failed,
  ];
  if (deadLetters.length === 0) return { nextOffset, outage: result.outage };
  try {
    const place = { group: options.group, topic: topic.name, partition };
    await keepDeadLetters(database, place, deadLetters);
  } catch (error) {
    return { nextOffset: BigInt(messages[0]?.offset ?? 0), outage: AppError.from(error) };
  }
  for (const { offset, error } of deadLetters) {
    logger.error({ partition, offset: String(offset), reason: error }, "event is a dead letter");
  }
  return { nextOffset, outage: result.outage };
}
