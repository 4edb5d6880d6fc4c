import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { delay } from "@fieldwork/runtime";
import { createAnthropicSimulator, type ModelSimulator } from "@fieldwork/simulators";
import type { BenchOptions } from "../bench-line.ts";
import { round } from "../stages.ts";
import { type Kill, killHalf } from "./kill-half.ts";
import { type LayerStore, openLayerStore } from "./layer-store.ts";

export interface AdmissionFigures {
  /** Calls that the vendor refused. */
  refusals: number;
  /** Of what the vendor's limit allows, by its books: the least of the scenarios where requests or input tokens bind. */
  utilisation: number;
  /** What the vendor would bill beyond the budget. */
  overspendNanoUsd: number;
  processes: number;
  calls: number;
  scenarios: Record<string, ScenarioFigures>;
}

export interface ScenarioFigures {
  refusals: number;
  calls: number;
  /** Those that gave no answer for another reason, such as a machine too busy for the timeout. */
  failed: number;
  /** Undefined where no limit of a minute binds. */
  utilisation?: number;
  overspendNanoUsd: number;
  /** Of half of the processes. */
  kill?: Kill;
}

interface Scenario {
  name: string;
  /** The vendor's, which it enforces, and which the layer is told. */
  limits: {
    requestsPerMinute?: number;
    inputTokensPerMinute?: number;
    outputTokensPerMinute?: number;
    maxConcurrency?: number;
  };
  latencyMs: number;
  seconds: number;
  binds: "requests" | "inputTokens" | "outputTokens" | "concurrency" | "budget";
  limitNanoUsd?: bigint;
}

const processes = 16;
const atOnce = 4;
const attemptTimeoutMs = 6000;
/** The attempt's timeout and its slack. */
export const leaseMs = attemptTimeoutMs + 4000;
/** A vendor's bucket begins full: what it holds is no rate. */
const settlingSeconds = 15;
const ample = 10n ** 15n;
const model = "claude-haiku-5-5";
const prices = {
  [model]: { inputPicoUsd: 100_000n, cachedInputPicoUsd: 10_000n, outputPicoUsd: 500_000n },
};

/**
 * Sixteen processes ask one vendor as fast as they may, each call charged to five budgets, every other clock
 * wrong by five seconds; the vendor enforces its limits and keeps the books.
 */
export async function benchAdmission({ minutes, say }: BenchOptions): Promise<AdmissionFigures> {
  const scenarios: Record<string, ScenarioFigures> = {};
  for (const scenario of scenariosOf(minutes * 60)) {
    const figures = await runScenario(scenario);
    scenarios[scenario.name] = figures;
    say(describe(scenario, figures));
  }
  const all = Object.values(scenarios);
  const sum = (of: (one: ScenarioFigures) => number) =>
    all.reduce((total, one) => total + of(one), 0);
  const bound = ["requests", "input tokens"].map((name) => scenarios[name]?.utilisation ?? 0);
  return {
    refusals: sum(({ refusals }) => refusals),
    utilisation: Math.min(...bound),
    overspendNanoUsd: sum(({ overspendNanoUsd }) => overspendNanoUsd),
    calls: sum(({ calls }) => calls),
    ...{ processes, scenarios },
  };
}

function scenariosOf(seconds: number): Scenario[] {
  return [
    {
      ...{ name: "requests", binds: "requests", seconds, latencyMs: 300 },
      limits: { requestsPerMinute: 1500, inputTokensPerMinute: 10_000_000 },
    },
    {
      ...{ name: "input tokens", binds: "inputTokens", seconds, latencyMs: 300 },
      limits: { requestsPerMinute: 100_000, inputTokensPerMinute: 600_000 },
    },
    {
      ...{ name: "output tokens", binds: "outputTokens", seconds: 60, latencyMs: 300 },
      limits: { requestsPerMinute: 100_000, outputTokensPerMinute: 120_000 },
    },
    {
      ...{ name: "concurrency", binds: "concurrency", seconds: 45, latencyMs: 1000 },
      limits: { maxConcurrency: 24 },
    },
    {
      ...{ name: "budget", binds: "budget", seconds: 120, latencyMs: 100, limits: {} },
      limitNanoUsd: 300_000_000n,
    },
  ];
}

async function runScenario(scenario: Scenario): Promise<ScenarioFigures> {
  const { limits, latencyMs, seconds, binds, limitNanoUsd = ample } = scenario;
  const vendor = createAnthropicSimulator({ ...limits, latencyMs });
  await vendor.start();
  const store = await openLayerStore(limitNanoUsd);
  const asking = Array.from({ length: processes }, (_, index) =>
    startProcess(index, { vendor, store, limits }),
  );
  try {
    await Promise.all(asking.map((child) => once(child, "message")));
    const ended = asking.map(endOf);
    let utilisation: number | undefined;
    let kill: Kill | undefined;
    const underWay = async () => (await usedOf(vendor)).underWay;
    if (binds === "budget") await Promise.race([Promise.all(ended), delay(seconds * 1000)]);
    else if (binds === "concurrency")
      kill = await killHalf(asking, { underWay, latencyMs, seconds });
    else {
      await delay(settlingSeconds * 1000);
      utilisation = await measureUse(vendor, scenario);
    }
    for (const child of asking) if (child.connected) child.send("stop");
    const failed = (await Promise.all(ended)).reduce((sum, one) => sum + one, 0);
    const { calls, refusals } = await countCalls(vendor);
    const spent = await vendor.costOf(prices);
    return {
      ...{ refusals, calls, failed },
      ...(utilisation !== undefined && { utilisation }),
      overspendNanoUsd: Number(spent > limitNanoUsd ? spent - limitNanoUsd : 0n),
      ...(kill && { kill }),
    };
  } finally {
    for (const child of asking) child.kill("SIGKILL");
    await vendor.stop();
    await store.stop();
  }
}

/** How many of its calls failed; none that are known of, if it was killed. */
async function endOf(child: ChildProcess): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  child.once("message", (told) => resolve((told as { failed: number }).failed));
  child.once("exit", () => resolve(0));
  return promise;
}

interface Surroundings {
  vendor: ModelSimulator;
  store: LayerStore;
  limits: Scenario["limits"];
}

function startProcess(index: number, { vendor, store, limits }: Surroundings): ChildProcess {
  const told = {
    ANTHROPIC_REQUESTS_PER_MINUTE: limits.requestsPerMinute,
    ANTHROPIC_INPUT_TOKENS_PER_MINUTE: limits.inputTokensPerMinute,
    ANTHROPIC_OUTPUT_TOKENS_PER_MINUTE: limits.outputTokensPerMinute,
    ANTHROPIC_CONCURRENCY: limits.maxConcurrency ?? 1000,
  };
  const given = Object.entries(told).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return fork(new URL("./layer-process.ts", import.meta.url), {
    stdio: "inherit",
    env: {
      ...Object.fromEntries(given),
      ANTHROPIC_API_KEY: vendor.credentials.apiKey,
      ANTHROPIC_BASE_URL: vendor.url,
      DATABASE_URL: store.databaseUrl,
      REDIS_URL: store.redisUrl,
      BENCH_AT_ONCE: String(atOnce),
      BENCH_MODEL: `anthropic/${model}`,
      BENCH_ATTEMPT_TIMEOUT_MS: String(attemptTimeoutMs),
      BENCH_CLOCK_AHEAD_MS: String([0, 5000, 0, -5000][index % 4]),
    },
  });
}

/** What the vendor gave of its limit while the time ran, by its own books. */
async function measureUse(
  vendor: ModelSimulator,
  { binds, limits, seconds }: Scenario,
): Promise<number> {
  const before = await usedOf(vendor);
  const beganAt = performance.now();
  await delay(seconds * 1000);
  const after = await usedOf(vendor);
  const minutes = (performance.now() - beganAt) / 60_000;
  const [used, limit] =
    binds === "requests"
      ? [after.calls - before.calls, limits.requestsPerMinute]
      : binds === "inputTokens"
        ? [after.inputTokens - before.inputTokens, limits.inputTokensPerMinute]
        : [after.outputTokens - before.outputTokens, limits.outputTokensPerMinute];
  return round(used / (minutes * (limit ?? 0)));
}

async function usedOf(vendor: ModelSimulator) {
  const none = { calls: 0, inputTokens: 0, outputTokens: 0, underWay: 0 };
  return { ...none, ...(await vendor.usage())[model] };
}

async function countCalls(vendor: ModelSimulator): Promise<{ calls: number; refusals: number }> {
  const { counts } = await vendor.books.read(Number.MAX_SAFE_INTEGER);
  const entries = Object.entries(counts.calls);
  const of = (wanted: (key: string) => boolean) =>
    entries.filter(([key]) => wanted(key)).reduce((sum, [, count]) => sum + count, 0);
  return { calls: of(() => true), refusals: of((key) => / (429|529) /.test(key)) };
}

function describe(
  { name }: Scenario,
  { calls, refusals, failed, utilisation, overspendNanoUsd, kill }: ScenarioFigures,
) {
  return [
    `${name.padEnd(13)} ${calls} calls, ${refusals} refused, ${failed} failed otherwise`,
    ...(utilisation === undefined ? [] : [`${round(utilisation * 100)} % of the limit`]),
    ...(kill ? [describeKill(kill)] : []),
    `${overspendNanoUsd} nano-USD beyond the budget`,
  ].join(", ");
}

function describeKill({ before, left, backAfterMs }: Kill): string {
  return `a kill left ${left} of ${before} calls under way, as many again after ${backAfterMs} ms of ${leaseMs}`;
}
