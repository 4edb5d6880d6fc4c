export { createLaneQueues, type LaneQueues, type LaneQueuesAt } from "./lane-queues.ts";
export type { LaneConsumer, LaneCounts, Lanes } from "./lanes.ts";
export { createPostgresLanes, lanesSchema, migratePostgresLanes } from "./postgres-lanes.ts";
export { createRedisLanes } from "./redis-lanes.ts";
