import type { Topic } from "@fieldwork/contracts";
import type { KafkaMessage } from "kafkajs";
import type { DeadLetterRow } from "../dead-letters.ts";
import { decodeEvent } from "../encode-events.ts";
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
    const { value, problem } = parseText(message.value?.toString() ?? "");
    const decoded = problem === undefined ? decodeEvent(topic, value) : { problem };
    if ("problem" in decoded) malformed.push({ ...common, value, reason: decoded.problem });
    else {
      const publishedAt = new Date(Number(message.timestamp));
      received.push({ ...common, event: decoded.event, partition, publishedAt });
    }
  }
  return { received, malformed };
}

function parseText(text: string): { value: unknown; problem?: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return {
      value: text,
      problem: `it is not JSON: ${error instanceof Error ? error.message : ""}`,
    };
  }
}
