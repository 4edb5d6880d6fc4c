import type { Logger } from "./logger.ts";
import type { Service } from "./service.ts";
import { untraced } from "./telemetry.ts";

export interface WarmUpOptions {
  logger: Logger;
  /** Begins nothing after this moment of `performance.now()`. */
  practise: (until: number) => Promise<void>;
  /** A slow machine begins its work all the same. */
  withinMs: number;
}

/**
 * A process practises on made-up records before it says that it is ready, so that the first real ones do not
 * wait for code to be compiled. Practice leaves no trace; if it fails, the process starts cold and says so.
 */
export function createWarmUp({ logger, practise, withinMs }: WarmUpOptions): Service {
  return {
    name: "warm-up",
    async start() {
      const until = performance.now() + withinMs;
      await untraced(() => practise(until)).catch((err: unknown) =>
        logger.warn({ err }, "could not warm up; starting cold"),
      );
    },
    async stop() {},
  };
}
