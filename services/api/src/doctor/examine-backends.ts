import { createKafkaEventLog } from "@fieldwork/event-log";
import { createRedisLanes } from "@fieldwork/lanes";
import type { Logger } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import { type Finding, look } from "./finding.ts";

export interface BackendsDeps {
  redisUrl: string | undefined;
  brokers: readonly string[] | undefined;
  database: Db;
  logger: Logger;
}

/** The servers of the production layout, those that are configured. */
export async function examineBackends(deps: BackendsDeps): Promise<Finding[]> {
  const { redisUrl, brokers } = deps;
  const found = await Promise.all([
    redisUrl === undefined ? [] : look("Redis", () => examineRedis(redisUrl, deps.logger)),
    brokers === undefined ? [] : look("Kafka", () => examineKafka(brokers, deps)),
  ]);
  return found.flat();
}

async function examineRedis(redisUrl: string, logger: Logger): Promise<Finding[]> {
  const lanes = createRedisLanes({ redisUrl, logger });
  try {
    await lanes.start();
    await lanes.check();
    return [{ of: "Redis", state: "fine", told: "replies" }];
  } finally {
    await lanes.stop();
  }
}

async function examineKafka(
  brokers: readonly string[],
  { database, logger }: BackendsDeps,
): Promise<Finding[]> {
  const log = createKafkaEventLog({ brokers: [...brokers], clientId: "doctor", database, logger });
  try {
    await log.start();
    await log.check();
    return [{ of: "Kafka", state: "fine", told: "replies" }];
  } finally {
    await log.stop();
  }
}
