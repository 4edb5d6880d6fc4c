export type {
  ConsumeOptions,
  LaneConsumer,
  LaneCounts,
  LaneSettings,
  Lanes,
} from "./lanes.ts";
export {
  createPostgresLanes,
  lanesSchema,
  migratePostgresLanes,
  type PostgresLanesOptions,
} from "./postgres-lanes.ts";
export { createRedisLanes, type RedisLanesOptions } from "./redis-lanes.ts";
