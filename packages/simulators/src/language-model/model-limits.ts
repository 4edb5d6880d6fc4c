import type { ModelOptions } from "./model-options.ts";

export type LimitName = "requests" | "input-tokens" | "output-tokens" | "requests-day";

/** A limit that a call does not fit into now. */
export interface LimitHit {
  model: string;
  of: LimitName | "concurrency";
  limit: number;
  waitMs: number;
}

/** Where a limit stands. */
export interface LimitState {
  of: LimitName;
  limit: number;
  remaining: number;
  /** Until all of it is there again. */
  resetMs: number;
}

export interface ModelLimits {
  /** Takes a request and its input tokens from the limits of the model; what they do not hold is told. */
  take(model: string, inputTokens: number, underWay: number): LimitHit | undefined;
  /** Output counts when it has been given. */
  settle(model: string, outputTokens: number): void;
  states(model: string): LimitState[];
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A bucket for each limit of each model, refilled all the time; that of a day at midnight in UTC. */
export function createModelLimits(options: ModelOptions): ModelLimits {
  const { maxConcurrency, now = Date.now } = options;
  const bucketsOf = new Map<string, Bucket[]>();

  function buckets(model: string): Bucket[] {
    const known = bucketsOf.get(model) ?? bucketsIn(options, now);
    bucketsOf.set(model, known);
    return known;
  }

  return {
    take(model, inputTokens, underWay) {
      if (maxConcurrency !== undefined && underWay >= maxConcurrency) {
        return { model, of: "concurrency", limit: maxConcurrency, waitMs: 1000 };
      }
      const own = buckets(model);
      const needs = own.map((bucket) => ({ bucket, amount: needOf(bucket.of, inputTokens) }));
      for (const { bucket, amount } of needs) {
        const waitMs = bucket.waitMs(amount);
        if (waitMs > 0) return { model, of: bucket.of, limit: bucket.limit, waitMs };
      }
      for (const { bucket, amount } of needs) {
        if (bucket.of !== "output-tokens") bucket.take(amount);
      }
      return undefined;
    },
    settle(model, outputTokens) {
      buckets(model)
        .find(({ of }) => of === "output-tokens")
        ?.take(outputTokens);
    },
    states: (model) =>
      buckets(model).map(({ of, limit, level, waitMs }) => ({
        ...{ of, limit, remaining: Math.max(0, Math.floor(level())), resetMs: waitMs(limit) },
      })),
  };
}

function needOf(of: LimitName, inputTokens: number): number {
  return of === "input-tokens" ? inputTokens : 1;
}

interface Bucket {
  of: LimitName;
  limit: number;
  level(): number;
  /** 0 when that much may be taken now. */
  waitMs(amount: number): number;
  take(amount: number): void;
}

function bucketsIn(options: ModelOptions, now: () => number): Bucket[] {
  const { requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute, requestsPerDay } =
    options;
  const told: readonly (readonly [LimitName, number | undefined])[] = [
    ["requests", requestsPerMinute],
    ["input-tokens", inputTokensPerMinute],
    ["output-tokens", outputTokensPerMinute],
    ["requests-day", requestsPerDay],
  ];
  return told.flatMap(([of, limit]) =>
    limit === undefined ? [] : [(of === "requests-day" ? ofDay : ofMinute)(of, limit, now)],
  );
}

function ofMinute(of: LimitName, limit: number, now: () => number): Bucket {
  let kept = limit;
  let at = now();
  function level(): number {
    const nowMs = now();
    kept = Math.min(limit, kept + ((nowMs - at) * limit) / minuteMs);
    at = nowMs;
    return kept;
  }
  return {
    ...{ of, limit, level },
    waitMs(amount) {
      const missing = Math.min(amount, limit) - level();
      return missing <= 0 ? 0 : Math.ceil((missing * minuteMs) / limit);
    },
    take(amount) {
      kept = level() - amount;
    },
  };
}

function ofDay(of: LimitName, limit: number, now: () => number): Bucket {
  let day = 0;
  let used = 0;
  function level(): number {
    const today = Math.floor(now() / dayMs);
    if (today !== day) used = 0;
    day = today;
    return limit - used;
  }
  return {
    ...{ of, limit, level },
    waitMs: (amount) => (Math.min(amount, limit) <= level() ? 0 : dayMs - (now() % dayMs)),
    take(amount) {
      level();
      used += amount;
    },
  };
}
