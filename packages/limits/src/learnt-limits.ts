import type { LimitUnit } from "./limits.ts";

/** What a vendor's reply tells of one of its limits. */
export interface HeardLimit {
  unit: LimitUnit;
  per: "minute" | "day";
  /** All that it allows in that time. */
  limit?: number | undefined;
  /** What it would accept now. */
  remaining?: number | undefined;
}

/** What of it is about a window of ours. */
export interface HeardWindow extends Pick<HeardLimit, "limit" | "remaining"> {
  scope: string;
  /** Of the window. */
  id: string;
}

/** The limits that vendors have told, where they are lower than those declared. */
export interface LearntLimits {
  learn(heard: readonly HeardWindow[]): void;
  /** Changes whenever a limit does. */
  version(): number;
  /** Undefined: nothing lower than what is declared has been told lately. */
  limitOf(scope: string, id: string): number | undefined;
}

/** What was told so long ago may have changed. */
const believedForMs = 600_000;

/** Each process learns from its own replies: every one of them tells. */
export function createLearntLimits(nowMs: () => number): LearntLimits {
  const learnt = new Map<string, { limit: number; untilMs: number }>();
  let version = 0;
  let nextEndMs = Number.POSITIVE_INFINITY;

  return {
    learn(heard) {
      const told = new Map<string, number>();
      for (const { scope, id, limit } of heard) {
        if (limit === undefined || limit < 1) continue;
        const key = `${scope} ${id}`;
        // Of a window told twice, as its own and as part of all tokens, the lower.
        told.set(key, Math.min(limit, told.get(key) ?? limit));
      }
      for (const [key, limit] of told) {
        if (learnt.get(key)?.limit !== limit) version += 1;
        learnt.set(key, { limit, untilMs: nowMs() + believedForMs });
        nextEndMs = Math.min(nextEndMs, nowMs() + believedForMs);
      }
    },
    version() {
      if (nowMs() < nextEndMs) return version;
      for (const [key, { untilMs }] of learnt) if (untilMs <= nowMs()) learnt.delete(key);
      nextEndMs = Math.min(
        ...[...learnt.values()].map(({ untilMs }) => untilMs),
        Number.POSITIVE_INFINITY,
      );
      version += 1;
      return version;
    },
    limitOf: (scope, id) => learnt.get(`${scope} ${id}`)?.limit,
  };
}
