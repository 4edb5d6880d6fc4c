import { AppError, backoffMs, createGather, delay, type Logger } from "@fieldwork/runtime";
import { type Message, Partitioners } from "kafkajs";
import type { EncodedEvent } from "../encode-events.ts";
import { connectRetry, createKafkaClient, type KafkaConnection } from "./kafka-client.ts";
import { errorFromKafka, fromKafka } from "./kafka-errors.ts";
import { messageBytes, type Outgoing, type ProduceRequest, packRequests } from "./pack-requests.ts";
import { within } from "./within.ts";

export interface KafkaPublisherOptions extends KafkaConnection {
  logger: Logger;
  /** A call that the broker has not acknowledged by then rejects. */
  publishTimeoutMs: number;
}

export interface KafkaPublisher {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when all replicas in sync have the events; rejects when that is not known. */
  publish(topic: string, events: readonly EncodedEvent[]): Promise<void>;
}

const brokerTimeoutMs = 10_000;
const maxGathered = 1000;
const resendBackoff = { baseMs: 100, capMs: 1000, floorMs: 50 };
// A broker's limit is 1,048,588 bytes a batch (message.max.bytes), headers and framing included.
const maxEventBytes = 1_000_000;
// For a leader that moved; kafkajs gives up at once when no broker can be reached, so that is ours.
const sendRetry = { ...connectRetry, retries: 3 };

/** A call under way; given up when its caller was told that it failed. */
interface Call extends Outgoing {
  isGivenUp: boolean;
}

/**
 * Sends events in the order of the calls, one request at a time: calls that come meanwhile share the
 * next one. The partition is murmur2 of the key, as Kafka's own clients have it.
 */
export function createKafkaPublisher(options: KafkaPublisherOptions): KafkaPublisher {
  const { logger, publishTimeoutMs } = options;
  const producer = createKafkaClient(options, logger).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    retry: sendRetry,
  });
  let stopping = new AbortController();

  /** Sends until it is acknowledged, refused for good, or nobody waits for it any more. */
  async function send({ topicMessages, from }: ProduceRequest<Call>): Promise<Error | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        const sent = producer.sendBatch({ acks: -1, timeout: brokerTimeoutMs, topicMessages });
        await within(publishTimeoutMs, sent);
        return undefined;
      } catch (cause) {
        const error = errorFromKafka(cause);
        const isWaitedFor = [...from].some((call) => !call.isGivenUp);
        if (!error.retryable || !isWaitedFor || stopping.signal.aborted) return error;
        await delay(backoffMs(attempt, resendBackoff), stopping.signal);
      }
    }
  }

  async function sendCalls(calls: readonly Call[]): Promise<(Error | undefined)[]> {
    const failed = new Map<Call, Error>();
    let failure: Error | undefined;
    for (const request of packRequests(calls.filter((call) => !call.isGivenUp))) {
      // What comes after a failure must not overtake it.
      failure ??= await send(request);
      if (failure) for (const call of request.from) failed.set(call, failure);
    }
    return calls.map((call) => failed.get(call));
  }

  const gathered = createGather({
    lingerMs: 0,
    oneAtATime: true,
    maxItems: maxGathered,
    run: sendCalls,
  });

  return {
    async start() {
      stopping = new AbortController();
      await fromKafka(producer.connect());
    },
    async stop() {
      stopping.abort();
      await producer.disconnect();
    },
    async publish(topic, events) {
      const call: Call = { topic, messages: events.map(toMessage), isGivenUp: false };
      checkSizes(call);
      try {
        await within(publishTimeoutMs, gathered(call));
      } finally {
        call.isGivenUp = true;
      }
    },
  };
}

function checkSizes({ topic, messages }: Outgoing): void {
  const index = messages.findIndex((message) => messageBytes(message) > maxEventBytes);
  if (index === -1) return;
  throw new AppError(`event ${index} for ${topic} is larger than ${maxEventBytes} bytes`, {
    code: "event_malformed",
    retryable: false,
  });
}

function toMessage({ key, value, traceparent }: EncodedEvent): Message {
  return { key, value, ...(traceparent !== null && { headers: { traceparent } }) };
}
