import type { Logger } from "./logger.ts";

/**
 * Something with a lifetime. Both calls may be repeated; `stop` takes no more work, finishes and
 * closes.
 */
export interface Service {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts in order. If one fails, stops those already started in reverse order before it throws. */
export async function startServices(services: readonly Service[], logger: Logger): Promise<void> {
  const started: Service[] = [];
  try {
    for (const service of services) {
      started.push(service);
      await service.start();
      logger.debug({ part: service.name }, "started");
    }
  } catch (error) {
    await stopServices(started, logger);
    throw error;
  }
}

/** Stops in reverse order; one that fails to stop does not keep the others running. */
export async function stopServices(services: readonly Service[], logger: Logger): Promise<void> {
  for (const service of services.toReversed()) {
    try {
      await service.stop();
      logger.debug({ part: service.name }, "stopped");
    } catch (err) {
      logger.error({ err, part: service.name }, "could not be stopped cleanly");
    }
  }
}

/** Closes, at the end, things that open by themselves when they are used. */
export function closeAtEnd(name: string, parts: readonly { close(): Promise<void> }[]): Service {
  return {
    name,
    async start() {},
    async stop() {
      await Promise.all(parts.map((part) => part.close()));
    },
  };
}
