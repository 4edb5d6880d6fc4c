import { topics } from "@fieldwork/contracts";
import { Redis } from "ioredis";
import type { Admin } from "kafkajs";

const announcements = [topics.enrichmentCompleted.name, topics.writeSettled.name];

/** Leaves of a race only the changes: no group that has read, no announcement, nothing in Redis. */
export async function clearTraces(admin: Admin, redisUrl: string): Promise<void> {
  const { groups } = await admin.listGroups();
  if (groups.length > 0) await admin.deleteGroups(groups.map(({ groupId }) => groupId));
  for (const topic of announcements) {
    const offsets = await admin.fetchTopicOffsets(topic);
    const partitions = offsets.map(({ partition, high }) => ({ partition, offset: high }));
    await admin.deleteTopicRecords({ topic, partitions });
  }
  const redis = new Redis(redisUrl);
  await redis.flushall();
  redis.disconnect();
}
