import type { Reason, Topic } from "@fieldwork/contracts";
import { reasonOf } from "@fieldwork/runtime";
import type { KafkaMessage } from "kafkajs";
import type { DeadLetterRow } from "../dead-letters.ts";
import { decodeEvent, malformedEvent } from "../encode-events.ts";
import type { Received } from "../event-log.ts";

/** Sorts messages into events of the topic and messages that are none. */
export function decodeMessages<E>(
  topic: Topic<E>,
  partition: number,
  messages: readonly KafkaMessage[],
): { received: Received<E>[]; malformed: DeadLetterRow[] } {
  const received: Received<E>[] = [];
  const malformed: DeadLetterRow[] = [];
  for (const message of messages) {
    const traceparent = message.headers?.traceparent?.toString();
    const common = {
      key: message.key?.toString() ?? "",
      offset: BigInt(message.offset),
      traceparent,
    };
    const { value, reason } = parseText(message.value?.toString() ?? "");
    const decoded = reason === undefined ? decodeEvent(topic, value) : { reason };
    if ("reason" in decoded) malformed.push({ ...common, value, reason: decoded.reason });
    else {
      const publishedAt = new Date(Number(message.timestamp));
      received.push({ ...common, event: decoded.event, partition, publishedAt });
    }
  }
  return { received, malformed };
}

function parseText(text: string): { value: unknown; reason?: Reason } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const message = `it is not JSON: ${error instanceof Error ? error.message : ""}`;
    return { value: text, reason: reasonOf(malformedEvent(message)) };
  }
}
