export type { ConsumeOptions, LaneConsumer, LaneCounts, Lanes } from "./lanes.ts";
export { createPostgresLanes, type PostgresLanesOptions } from "./postgres-lanes.ts";
