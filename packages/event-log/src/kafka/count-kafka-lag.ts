import type { Topic } from "@fieldwork/contracts";
import { delay } from "@fieldwork/runtime";
import type { Admin } from "kafkajs";
import { errorFromKafka, kafkaErrorType } from "./kafka-errors.ts";
import { kafkaGroupId } from "./kafka-subscription.ts";

/** Events that a group has still to commit, of those that the topic still has. */
export async function countKafkaLag(
  admin: Pick<Admin, "fetchTopicOffsets" | "fetchOffsets">,
  topic: Pick<Topic<unknown>, "name">,
  group: string,
): Promise<number> {
  try {
    const [standing, [ofTopic]] = await Promise.all([
      admin.fetchTopicOffsets(topic.name),
      committedBy(admin, { groupId: kafkaGroupId(topic, group), topics: [topic.name] }),
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

const coordinatorStarts: ReadonlySet<string | undefined> = new Set([
  "GROUP_LOAD_IN_PROGRESS",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR_FOR_GROUP",
]);
const startsWithinMs = 3000;
const askAgainMs = 200;

/** A broker that has just started elects and loads its groups first, which kafkajs's admin does not wait for. */
async function committedBy(
  admin: Pick<Admin, "fetchOffsets">,
  asked: { groupId: string; topics: string[] },
): ReturnType<Admin["fetchOffsets"]> {
  const until = performance.now() + startsWithinMs;
  for (;;) {
    try {
      return await admin.fetchOffsets(asked);
    } catch (error) {
      const isStarting = coordinatorStarts.has(kafkaErrorType(error));
      if (!isStarting || performance.now() >= until) throw error;
    }
    await delay(askAgainMs);
  }
}
