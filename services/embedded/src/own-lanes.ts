import { createPostgresLanes, type Lanes } from "@fieldwork/lanes";
import type { Logger } from "@fieldwork/runtime";

export interface OwnLanesOptions {
  connectionString: string;
  names: readonly string[];
  logger: Logger;
}

/**
 * Only the lanes that this process works on: no other process would take a wake-up of another lane, and
 * only the owner of the tables can create a lane. Such a wake-up is lost. The planner sends it again while a
 * route leads to its lane; after that it takes the work back and gives it to another.
 */
export function createOwnLanes({ connectionString, names, logger }: OwnLanesOptions): Lanes {
  const lanes = createPostgresLanes({ connectionString, workers: names.length, logger });
  return {
    name: lanes.name,
    start: () => lanes.start(),
    stop: () => lanes.stop(),
    check: () => lanes.check(),
    async dispatch(lane, wakeUps) {
      if (names.includes(lane)) await lanes.dispatch(lane, wakeUps);
    },
    consume: (lane, options) => lanes.consume(lane, options),
    counts: (lane) => lanes.counts(lane),
  };
}
