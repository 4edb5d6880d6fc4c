import { setTimeout as timer } from "node:timers/promises";
import { createLogger, type Logger } from "./logger.ts";

export {
  type RecordedMetric,
  type RecordedSpan,
  recordMetrics,
  recordSpans,
} from "./record-telemetry.ts";

/** Asks again every few milliseconds until `probe` passes; after `timeoutMs` fails with its last error. */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  { timeoutMs = 10_000, everyMs = 20 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await timer(everyMs);
    }
  }
}

/** How long this process works on it, which does not depend on what else the machine does. */
export function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Says nothing, unless the test is being looked into (`LOG_LEVEL=debug`). */
export function testLogger(service = "test"): Logger {
  // biome-ignore lint/style/noProcessEnv: a switch for whoever looks into a failing test.
  const level = process.env.LOG_LEVEL;
  return createLogger({ service, level: level === "debug" ? "debug" : "silent" });
}
