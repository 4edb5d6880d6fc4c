import { CrmError } from "./crm-error.ts";

export interface ErrorRateOptions {
  connection: string;
  /** The part of calls that may fail; above it nothing is sent for a while. */
  mostFailing?: number | undefined;
  /** How many of the latest calls count, and from how many on. */
  window?: number | undefined;
  leastCalls?: number | undefined;
  nowMs?: (() => number) | undefined;
}

export interface ErrorRateBreaker {
  /** Throws CrmError `busy`, and nothing is sent, while too many of the latest calls have failed. */
  check(): void;
  note(hasFailed: boolean): void;
}

const firstRestMs = 60_000;
const longestRestMs = 15 * 60_000;

/**
 * Keeps the calls of a connection from failing too often: a vendor may count that against an app, whoever's
 * fault each failure was. After a rest one call at a time finds out; one that succeeds begins a new count.
 */
export function createErrorRateBreaker({
  connection,
  mostFailing = 0.05,
  window = 1000,
  leastCalls = 500,
  nowMs = () => performance.now(),
}: ErrorRateOptions): ErrorRateBreaker {
  let latest: boolean[] = [];
  let rests = 0;
  let opensAt: number | undefined;
  let isFindingOut = false;

  function rest(): void {
    opensAt = nowMs() + Math.min(longestRestMs, firstRestMs * 2 ** rests);
    rests += 1;
  }

  return {
    check() {
      if (opensAt === undefined) return;
      const leftMs = opensAt - nowMs();
      if (leftMs > 0) throw tooMany(connection, leftMs);
      // This one finds out; others wait for what becomes of it.
      opensAt = nowMs() + firstRestMs;
      isFindingOut = true;
    },
    note(hasFailed) {
      if (opensAt !== undefined) {
        // What was under way when it closed says nothing new.
        if (!isFindingOut) return;
        isFindingOut = false;
        if (hasFailed) return rest();
        [latest, rests, opensAt] = [[], 0, undefined];
      }
      latest = [...latest.slice(1 - window), hasFailed];
      const failed = latest.filter(Boolean).length;
      if (latest.length >= leastCalls && failed > latest.length * mostFailing) rest();
    },
  };
}

function tooMany(connection: string, waitMs: number): CrmError {
  return new CrmError(`too many of the latest calls of ${connection} have failed`, {
    ...{ reason: "busy", outcome: "not-sent", waitMs: Math.ceil(waitMs) },
    signature: "error rate",
  });
}
