import { createRequire } from "node:module";
import type { Topic } from "@fieldwork/contracts";
import { type KafkaMessage, type Message, Partitioners } from "kafkajs";
import { encodeEvents } from "../encode-events.ts";
import type { Published, Received } from "../event-log.ts";
import { decodeMessages } from "./decode-messages.ts";
import { toMessage } from "./kafka-publisher.ts";

/**
 * For practice: events as a handler receives them once they were published, in the order of their partitions. They
 * are put into kafkajs's batches and read from them again; no broker sees them.
 */
export async function passThrough<E>(
  topic: Topic<E>,
  events: readonly Published<E>[],
): Promise<Received<E>[]> {
  const { encoded } = encodeEvents(topic, events);
  const partitioner = Partitioners.DefaultPartitioner();
  const received: Received<E>[] = [];
  const messages = encoded.map(toMessage);
  const byPartition = Map.groupBy(messages, (message) =>
    partitioner({ topic: topic.name, partitionMetadata, message }),
  );
  for (const [partition, ofPartition] of byPartition) {
    const fetched = await fetchedFrom(await batchOf(ofPartition));
    received.push(...decodeMessages(topic, partition, fetched).received);
  }
  return received;
}

const partitionMetadata = Array.from({ length: 12 }, (_, partitionId) => ({
  ...{ partitionId, partitionErrorCode: 0, leader: 0, replicas: [0], isr: [0] },
}));

interface Encoder {
  buffer: Buffer;
  size(): number;
  writeInt32(value: number): Encoder;
  writeEncoder(encoder: Encoder): Encoder;
}

/** The parts of kafkajs that requests to produce and replies to a fetch are made with; it offers no way to them. */
const load = createRequire(import.meta.url);
const Encoder: new () => Encoder = load("kafkajs/src/protocol/encoder");
const Decoder: new (buffer: Buffer) => object = load("kafkajs/src/protocol/decoder");
const Record: (record: object) => Encoder = load("kafkajs/src/protocol/recordBatch/record/v0");
const { RecordBatch }: { RecordBatch: (batch: object) => Promise<Encoder> } = load(
  "kafkajs/src/protocol/recordBatch/v0",
);
const decodeBatches: (decoder: object) => Promise<KafkaMessage[]> = load(
  "kafkajs/src/protocol/requests/fetch/v4/decodeMessages",
);

async function batchOf(messages: readonly Message[]): Promise<Buffer> {
  const records = messages.map((message, offsetDelta) =>
    Record({ ...message, offsetDelta, timestampDelta: 0 }),
  );
  const batch = await RecordBatch({ records, lastOffsetDelta: records.length - 1 });
  return new Encoder().writeInt32(batch.size()).writeEncoder(batch).buffer;
}

function fetchedFrom(bytes: Buffer): Promise<KafkaMessage[]> {
  return decodeBatches(new Decoder(bytes));
}
