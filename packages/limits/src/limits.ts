import type { CallClass } from "@fieldwork/contracts";

/** What a window counts, such as `requests`, `input-tokens` or `output-tokens`. */
export type LimitUnit = string;

/** A length of time in which no more than the limit is used, wherever it begins. */
export type RatePeriod = "second" | "ten-seconds" | "minute";

/** One limit of a vendor. A request does not use a unit that it does not name. */
export type LimitWindow =
  | { kind: "rate"; unit: LimitUnit; per: RatePeriod; limit: number }
  /** A calendar day in that time zone (an IANA name): at its midnight everything may be used again. */
  | { kind: "day"; unit: LimitUnit; timeZone: string; limit: number }
  /** Requests under way at once. */
  | { kind: "concurrency"; limit: number }
  /**
   * The same if nobody knows how many: it starts low, grows while answers keep their pace, and falls on
   * time-outs.
   */
  | { kind: "adaptive" };

/** What a scope allows: a provider, a model, a key, a connection … */
export interface ScopeLimits {
  windows: readonly LimitWindow[];
  /**
   * Whole-number weights of the classes, 1 by default. While several classes wait, each is admitted in
   * proportion to its weight; what one does not ask for, the others may use.
   */
  shares?: ClassWeights | undefined;
}
export type ClassWeights = Readonly<Partial<Record<CallClass, number>>>;

/** By scope. A scope without an entry has no limit. */
export type LimitTable = Readonly<Record<string, ScopeLimits>>;

/** The limits that most model vendors have, each optional. */
export interface CommonLimits {
  requestsPerMinute?: number | undefined;
  inputTokensPerMinute?: number | undefined;
  outputTokensPerMinute?: number | undefined;
  concurrency?: number | "adaptive" | undefined;
}

export function windowsFrom(limits: CommonLimits): LimitWindow[] {
  const { requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute, concurrency } = limits;
  const aMinute = (unit: LimitUnit, limit: number | undefined): LimitWindow[] =>
    limit === undefined ? [] : [{ kind: "rate", unit, per: "minute", limit }];
  return [
    ...aMinute("requests", requestsPerMinute),
    ...aMinute("input-tokens", inputTokensPerMinute),
    ...aMinute("output-tokens", outputTokensPerMinute),
    ...placesFrom(concurrency),
  ];
}

function placesFrom(concurrency: CommonLimits["concurrency"]): LimitWindow[] {
  if (concurrency === undefined) return [];
  return concurrency === "adaptive"
    ? [{ kind: "adaptive" }]
    : [{ kind: "concurrency", limit: concurrency }];
}
