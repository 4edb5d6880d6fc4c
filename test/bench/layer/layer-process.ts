import { classWeights, createRedisAdmission } from "@fieldwork/limits";
import { configureProviders, createModels, modelSettings } from "@fieldwork/models";
import { createLogger, isAppError } from "@fieldwork/runtime";
import { createDatabase } from "@fieldwork/store";
import { z } from "zod";
import { questionAbout } from "./question.ts";

const settings = z.object({
  DATABASE_URL: z.string(),
  REDIS_URL: z.string(),
  BENCH_MODEL: z.string(),
  /** How many calls a process has under way or waiting. */
  BENCH_AT_ONCE: z.coerce.number(),
  BENCH_ATTEMPT_TIMEOUT_MS: z.coerce.number(),
  /** Of a machine whose clock is wrong. */
  BENCH_CLOCK_AHEAD_MS: z.coerce.number(),
});
// biome-ignore lint/style/noProcessEnv: the benchmark tells its processes so.
const told = process.env;
const config = settings.parse(told);
const { BENCH_AT_ONCE: atOnce, BENCH_ATTEMPT_TIMEOUT_MS: attemptTimeoutMs } = config;
const { BENCH_CLOCK_AHEAD_MS: clockAheadMs, REDIS_URL: redisUrl } = config;
const rightNow = Date.now;
Date.now = () => rightNow() + clockAheadMs;

const logger = createLogger({ service: "bench", level: "silent" });
const database = createDatabase({
  connectionString: config.DATABASE_URL,
  ...{ max: 4, applicationName: "bench" },
});
const providers = configureProviders(modelSettings.parse(told));
const limits = providers.limits(classWeights({ LIVE_SHARE_PERCENT: 70 }));
const admission = createRedisAdmission({ redisUrl, limits, logger });
await admission.start();
const definitions = { named: () => undefined };
const models = createModels({ providers, definitions, database, admission, gatherMs: 25, logger });

const stopping = new AbortController();
let failed = 0;
const asking = Array.from({ length: atOnce }, (_, index) => askOn(index));
process.on("message", () => stopping.abort());
process.on("disconnect", () => process.exit());
process.send?.("ready");
await Promise.all(asking);
await models.flush();
process.send?.({ failed });

/** Asks about one company after another, until it is told to stop or a budget is used up. */
async function askOn(first: number): Promise<void> {
  for (let number = first; !stopping.signal.aborted; number += atOnce) {
    try {
      const question = {
        ...questionAbout(process.pid * 100_000 + number),
        route: [config.BENCH_MODEL],
        attemptTimeoutMs,
      };
      await models.generate(question, stopping.signal);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === "budget_exhausted") return;
      if (error.code !== "admission_refused" && error.code !== "stopped") failed += 1;
    }
  }
}
