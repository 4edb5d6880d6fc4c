import type { Message } from "kafkajs";

/** What one call publishes. */
export interface Outgoing {
  topic: string;
  messages: readonly Message[];
}

export interface ProduceRequest<Call extends Outgoing> {
  topicMessages: { topic: string; messages: Message[] }[];
  /** The calls whose messages it holds. */
  from: Set<Call>;
}

// kafkajs sends a partition's messages of a request as one batch, and brokers refuse batches above
// 1,048,588 bytes (message.max.bytes).
const maxRequestBytes = 512 * 1024;

/** Cuts calls into requests that a broker takes, in order. A message that is larger goes alone. */
export function packRequests<Call extends Outgoing>(
  calls: readonly Call[],
): ProduceRequest<Call>[] {
  const requests: ProduceRequest<Call>[] = [];
  let bytes = 0;
  for (const call of calls) {
    for (const message of call.messages) {
      const size = messageBytes(message);
      bytes += size;
      let request = requests.at(-1);
      if (!request || bytes > maxRequestBytes) {
        request = { topicMessages: [], from: new Set() };
        requests.push(request);
        bytes = size;
      }
      request.from.add(call);
      const ofTopic = request.topicMessages.find(({ topic }) => topic === call.topic);
      if (ofTopic) ofTopic.messages.push(message);
      else request.topicMessages.push({ topic: call.topic, messages: [message] });
    }
  }
  return requests;
}

export function messageBytes({ key, value }: Message): number {
  return Buffer.byteLength(key ?? "") + Buffer.byteLength(value ?? "");
}
