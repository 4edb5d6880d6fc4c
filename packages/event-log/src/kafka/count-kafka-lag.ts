import type { Topic } from "@fieldwork/contracts";
import type { Admin } from "kafkajs";
import { errorFromKafka } from "./kafka-errors.ts";
import { kafkaGroupId } from "./kafka-subscription.ts";

/** Events that a group has still to commit, of those that the topic still has. */
export async function countKafkaLag(
  admin: Admin,
  topic: Pick<Topic<unknown>, "name">,
  group: string,
): Promise<number> {
  try {
    const [standing, [ofTopic]] = await Promise.all([
      admin.fetchTopicOffsets(topic.name),
      admin.fetchOffsets({ groupId: kafkaGroupId(topic, group), topics: [topic.name] }),
    ]);
    const committed = new Map(
      ofTopic?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]),
    );
    let lag = 0n;
    for (const { partition, low, high } of standing) {
      // Negative: nothing committed yet.
      const next = committed.get(partition) ?? -1n;
      lag += BigInt(high) - (next > BigInt(low) ? next : BigInt(low));
    }
    return Number(lag);
  } catch (error) {
    throw errorFromKafka(error);
  }
}
