import type { Reason, Topic } from "@fieldwork/contracts";
import { AppError, isItemsOwn, reasonOf, storableJson, storableText } from "@fieldwork/runtime";
import type { z } from "zod";
import type { DeadLetter } from "./dead-letters.ts";
import type { Published } from "./event-log.ts";

export interface EncodedEvent {
  key: string;
  value: string;
  traceparent: string | null;
}

/** Of key and value: what Kafka takes with its default limit of 1,048,588 bytes a batch (message.max.bytes). */
const maxEventBytes = 1_000_000;

/** Checks events against their topic's schema and renders them; sets aside those that no log can hold. */
export function encodeEvents<E>(
  topic: Topic<E>,
  events: readonly Published<E>[],
): { encoded: EncodedEvent[]; refused: DeadLetter[] } {
  const encoded: EncodedEvent[] = [];
  const refused: DeadLetter[] = [];
  for (const { event, traceparent } of events) {
    const one = encode(topic, event);
    if (one instanceof AppError) {
      refused.push({ key: keyOf(topic, event), value: event, traceparent, reason: reasonOf(one) });
    } else encoded.push({ ...one, traceparent: traceparent ?? null });
  }
  return { encoded, refused };
}

/** Key and value, or why it cannot be published. */
function encode<E>(topic: Topic<E>, event: E): { key: string; value: string } | AppError {
  const parsed = topic.schema.safeParse(event);
  if (!parsed.success) return malformedEvent(misfit(topic, parsed.error));
  try {
    const one = { key: storableText(topic.keyOf(parsed.data)), value: storableJson(parsed.data) };
    const bytes = Buffer.byteLength(one.key) + Buffer.byteLength(one.value);
    if (bytes <= maxEventBytes) return one;
    const message = `it has ${bytes} bytes; an event can have at most ${maxEventBytes}`;
    return new AppError(message, { code: "data_invalid", retryable: false });
  } catch (error) {
    if (error instanceof AppError && isItemsOwn(error)) return error;
    throw error;
  }
}

/** As far as it is known for an event that may not even have one. */
function keyOf<E>(topic: Topic<E>, event: E): string {
  try {
    return String(topic.keyOf(event));
  } catch {
    return "";
  }
}

/** The event, or why it is not one of this topic's. */
export function decodeEvent<E>(topic: Topic<E>, value: unknown): { event: E } | { reason: Reason } {
  const parsed = topic.schema.safeParse(value);
  return parsed.success
    ? { event: parsed.data }
    : { reason: reasonOf(malformedEvent(misfit(topic, parsed.error))) };
}

/** What is no event, and why. */
export function malformedEvent(message: string): AppError {
  return new AppError(message, { code: "event_malformed", retryable: false });
}

const maxIssues = 3;

function misfit(topic: Pick<Topic<unknown>, "name">, { issues }: z.ZodError): string {
  const told = issues.slice(0, maxIssues).map(({ path, message }) => {
    const place = path.map(String).join(".");
    return place === "" ? message : `${place}: ${message}`;
  });
  return `it does not fit ${topic.name}: ${told.join("; ")}`;
}
