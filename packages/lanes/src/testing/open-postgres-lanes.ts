import { createLogger } from "@fieldwork/runtime";
import type { LaneSettings, Lanes } from "../lanes.ts";
import { createPostgresLanes, migratePostgresLanes } from "../postgres-lanes.ts";

/** Lanes with connections of their own, as a process of its own would open them. */
export async function openLanes(
  connectionString: string,
  workers = 1,
  settings: LaneSettings = {},
): Promise<Lanes> {
  const logger = createLogger({ service: "lanes", level: "silent" });
  const lanes = createPostgresLanes({ connectionString, workers, logger, ...settings });
  await migratePostgresLanes(connectionString);
  await lanes.start();
  return lanes;
}
