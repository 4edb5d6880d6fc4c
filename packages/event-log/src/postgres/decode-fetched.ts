import type { Topic } from "@fieldwork/contracts";
import type { DeadLetterRow } from "../dead-letters.ts";
import { decodeEvent } from "../encode-events.ts";
import type { Received } from "../event-log.ts";
import type { FetchedEvent } from "./log-events.ts";

/** Sorts what was fetched into events of the topic and rows that are none. */
export function decodeFetched<E>(
  topic: Topic<E>,
  fetched: readonly FetchedEvent[],
): { received: Received<E>[]; malformed: DeadLetterRow[] } {
  const received: Received<E>[] = [];
  const malformed: DeadLetterRow[] = [];
  for (const { partition, log_offset, key, value, traceparent, published_at } of fetched) {
    const decoded = decodeEvent(topic, value);
    const common = { key, offset: BigInt(log_offset), traceparent: traceparent ?? undefined };
    if ("reason" in decoded) malformed.push({ ...common, value, reason: decoded.reason });
    else received.push({ ...common, event: decoded.event, partition, publishedAt: published_at });
  }
  return { received, malformed };
}
