import { createLogger } from "@fieldwork/runtime";
import type { LaneSettings, Lanes } from "../lanes.ts";
import { createRedisLanes } from "../redis-lanes.ts";

/** Where keys of one test lie: a URL and, behind its `#`, their prefix. */
export async function openLanes(
  place: string,
  _workers = 1,
  settings: LaneSettings = {},
): Promise<Lanes> {
  const [redisUrl = "", prefix] = place.split("#");
  const logger = createLogger({ service: "lanes", level: "silent" });
  const lanes = createRedisLanes({ redisUrl, prefix, logger, ...settings });
  await lanes.start();
  return lanes;
}
