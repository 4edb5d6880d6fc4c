import type { Message } from "kafkajs";

/** What one call publishes. */
export interface Outgoing {
  topic: string;
  messages: readonly Message[];
}

/** A message of one of the calls. */
export interface Addressed<Call extends Outgoing> {
  call: Call;
  message: Message;
}

// kafkajs sends a partition's messages of a request as one batch, and brokers refuse batches above
// 1,048,588 bytes (message.max.bytes).
const maxRequestBytes = 512 * 1024;

/** Cuts calls into requests that a broker takes, in order. A message that is larger goes alone. */
export function packRequests<Call extends Outgoing>(calls: readonly Call[]): Addressed<Call>[][] {
  const requests: Addressed<Call>[][] = [];
  let bytes = 0;
  for (const call of calls) {
    for (const message of call.messages) {
      const size = messageBytes(message);
      bytes += size;
      let request = requests.at(-1);
      if (!request || bytes > maxRequestBytes) {
        request = [];
        requests.push(request);
        bytes = size;
      }
      request.push({ call, message });
    }
  }
  return requests;
}

/** The messages of a request as kafkajs takes them. */
export function byTopic(
  request: readonly Addressed<Outgoing>[],
): { topic: string; messages: Message[] }[] {
  return [...Map.groupBy(request, ({ call }) => call.topic)].map(([topic, addressed]) => ({
    topic,
    messages: addressed.map(({ message }) => message),
  }));
}

export function messageBytes({ key, value }: Message): number {
  return Buffer.byteLength(key ?? "") + Buffer.byteLength(value ?? "");
}
