import type { CheckedService } from "./health.ts";
import type { Logger } from "./logger.ts";
import { createTicker } from "./ticker.ts";

export interface FollowerOptions {
  name: string;
  logger: Logger;
  /** Replaces what is known by how it is now; on failure, leaves it as it was. */
  look: () => Promise<void>;
  lookEveryMs: number;
}

/**
 * Keeps up with something that changes elsewhere. `start` fails if the first look does, so whoever has
 * started knows something. After that, a look that fails is tried again as a ticker's round is.
 */
export function createFollower({
  name,
  logger,
  look,
  lookEveryMs,
}: FollowerOptions): CheckedService {
  const { start, stop, check } = createTicker({
    name,
    logger,
    async tick() {
      await look();
      return lookEveryMs;
    },
  });
  return {
    ...{ name, stop, check },
    async start() {
      await look();
      await start();
    },
  };
}
