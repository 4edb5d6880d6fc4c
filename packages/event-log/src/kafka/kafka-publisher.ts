import {
  type AppError,
  backoffMs,
  createBatcher,
  delay,
  isItemsOwn,
  type Logger,
  singleOut,
} from "@fieldwork/runtime";
import { type Message, Partitioners } from "kafkajs";
import type { EncodedEvent } from "../encode-events.ts";
import { connectRetry, createKafkaClient, type KafkaConnection } from "./kafka-client.ts";
import { errorFromKafka, fromKafka, kafkaWithin } from "./kafka-errors.ts";
import { type Addressed, byTopic, type Outgoing, packRequests } from "./pack-requests.ts";

export interface KafkaPublisherOptions extends KafkaConnection {
  logger: Logger;
  /** A call that the broker has not acknowledged by then rejects. */
  publishTimeoutMs: number;
}

export interface KafkaPublisher {
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * Resolves when all replicas in sync have the events, with an error in the place of each that the
   * broker refuses for what it holds; rejects when that is not known.
   */
  publish(
    topic: string,
    events: readonly EncodedEvent[],
  ): Promise<readonly (AppError | undefined)[]>;
}

const brokerTimeoutMs = 10_000;
const maxGathered = 1000;
const resendBackoff = { baseMs: 100, capMs: 1000, floorMs: 50 };
// For a leader that moved; kafkajs gives up at once when no broker can be reached, so that is ours.
const sendRetry = { ...connectRetry, retries: 3 };

/** A call under way; given up once its caller was told that it failed. */
interface Call extends Outgoing {
  isGivenUp: boolean;
}

type CallResult = readonly (AppError | undefined)[] | AppError;

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
  async function send(request: readonly Addressed<Call>[]): Promise<undefined[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        const topicMessages = byTopic(request);
        const sent = producer.sendBatch({ acks: -1, timeout: brokerTimeoutMs, topicMessages });
        await kafkaWithin(publishTimeoutMs, sent);
        return request.map(() => undefined);
      } catch (cause) {
        const error = errorFromKafka(cause);
        const isWaitedFor = request.some(({ call }) => !call.isGivenUp);
        if (!error.retryable || !isWaitedFor || stopping.signal.aborted) throw error;
        await delay(backoffMs(attempt, resendBackoff), stopping.signal);
      }
    }
  }

  /** Of each call what became of its messages, or what stopped them. */
  async function sendCalls(calls: readonly Call[]): Promise<CallResult[]> {
    const results = new Map<Call, (AppError | undefined)[]>();
    let failure: AppError | undefined;
    for (const request of packRequests(calls.filter((call) => !call.isGivenUp))) {
      // What comes after a failure must not overtake it.
      const sent = failure ? request.map(() => failure) : await singleOut(request, send);
      failure ??= sent.find((error) => error !== undefined && !isItemsOwn(error));
      for (const [index, { call }] of request.entries()) {
        results.set(call, [...(results.get(call) ?? []), sent[index]]);
      }
    }
    return calls.map((call) => {
      const ofCall = results.get(call) ?? [];
      return ofCall.find((error) => error !== undefined && !isItemsOwn(error)) ?? ofCall;
    });
  }

  const gathered = createBatcher<Call, readonly (AppError | undefined)[]>({
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
      try {
        return await kafkaWithin(publishTimeoutMs, gathered(call));
      } finally {
        call.isGivenUp = true;
      }
    },
  };
}

export function toMessage({ key, value, traceparent }: EncodedEvent): Message {
  return { key, value, ...(traceparent !== null && { headers: { traceparent } }) };
}
