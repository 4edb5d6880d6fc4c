import type { Topic } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Published } from "./event-log.ts";

export interface EncodedEvent {
  key: string;
  value: string;
  traceparent: string | null;
}

/** Checks events against their topic's schema and renders them. @throws AppError `event_malformed`. */
export function encodeEvents<E>(topic: Topic<E>, events: readonly Published<E>[]): EncodedEvent[] {
  return events.map(({ event, traceparent }, index) => {
    const parsed = topic.schema.safeParse(event);
    if (!parsed.success) {
      throw new AppError(`event ${index} does not fit ${topic.name}: ${parsed.error.message}`, {
        code: "event_malformed",
        retryable: false,
      });
    }
    return {
      key: topic.keyOf(parsed.data),
      value: JSON.stringify(parsed.data),
      traceparent: traceparent ?? null,
    };
  });
}

/** The event, or why it is none of this topic's. */
export function decodeEvent<E>(
  topic: Topic<E>,
  value: unknown,
): { event: E } | { problem: string } {
  const parsed = topic.schema.safeParse(value);
  return parsed.success
    ? { event: parsed.data }
    : { problem: `does not fit ${topic.name}: ${parsed.error.message}` };
}
