import { AppError, isItemsOwn, type Logger, reasonOf } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import { type DeadLetter, keepUnpublished } from "./dead-letters.ts";
import type { EncodedEvent } from "./encode-events.ts";

/**
 * What became of encoded events, by the result of each: those that no log can hold, and what stopped
 * the rest.
 */
export function sortResults(
  encoded: readonly EncodedEvent[],
  results: readonly unknown[],
): { refused: DeadLetter[]; outage: AppError | undefined } {
  const errors = results.map((result) => (result instanceof AppError ? result : undefined));
  return {
    refused: encoded.flatMap(({ key, value, traceparent }, index) => {
      const error = errors[index];
      if (!error || !isItemsOwn(error)) return [];
      return [{ key, value: JSON.parse(value) as unknown, traceparent, reason: reasonOf(error) }];
    }),
    outage: errors.find((error) => error !== undefined && !isItemsOwn(error)),
  };
}

/** Stores events that were not published, and logs it. */
export async function keepRefused(
  { database, logger }: { database: Db; logger: Logger },
  topic: string,
  refused: readonly DeadLetter[],
): Promise<void> {
  if (refused.length === 0) return;
  await keepUnpublished(database, topic, refused);
  for (const { key, reason } of refused) {
    logger.error(
      { topic, key, reason },
      "an event could not be published and became a dead letter",
    );
  }
}
