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
  /**
   * Before a call: returns what wants to know whether its reply was an error. Throws CrmError `busy`, and
   * nothing is sent, while too many of the latest calls have failed.
   */
  begin(): (hasFailed: boolean) => void;
}

const firstRestMs = 60_000;
const longestRestMs = 15 * 60_000;
/** However few calls there were: so many in a row, within the time of a rest, do not fail by chance. */
const mostInARow = 20;

/**
 * Keeps the calls of a connection from failing too often: a vendor may count that against an app, whoever's
 * fault each failure was. After a rest one call at a time finds out; one that succeeds lets others follow, and
 * rests grow longer until a whole count of calls is in order again.
 */
export function createErrorRateBreaker({
  connection,
  mostFailing = 0.05,
  window = 1000,
  leastCalls = 500,
  nowMs = () => performance.now(),
}: ErrorRateOptions): ErrorRateBreaker {
  let latest: boolean[] = [];
  let row = { failed: 0, beganAt: 0 };
  let rests = 0;
  let opensAt: number | undefined;

  function rest(): void {
    opensAt = nowMs() + Math.min(longestRestMs, firstRestMs * 2 ** rests);
    rests += 1;
  }

  function note(hasFailed: boolean): void {
    // What was under way when it closed says nothing new.
    if (opensAt !== undefined) return;
    latest = [...latest.slice(1 - window), hasFailed];
    const isOver = !hasFailed || nowMs() - row.beganAt > firstRestMs;
    if (isOver) row = { failed: 0, beganAt: nowMs() };
    if (hasFailed) row.failed += 1;
    const isCounted = latest.length >= leastCalls;
    const failed = latest.filter(Boolean).length;
    if (row.failed >= mostInARow || (isCounted && failed > latest.length * mostFailing)) rest();
    else if (isCounted) rests = 0;
  }

  function findOut(hasFailed: boolean): void {
    if (hasFailed) rest();
    else [latest, row, opensAt] = [[], { failed: 0, beganAt: nowMs() }, undefined];
  }

  return {
    begin() {
      if (opensAt === undefined) return note;
      const leftMs = opensAt - nowMs();
      if (leftMs > 0) throw tooMany(connection, leftMs);
      // Others wait for what becomes of this one; without a reply, another finds out later.
      opensAt = nowMs() + firstRestMs;
      return findOut;
    },
  };
}

function tooMany(connection: string, waitMs: number): CrmError {
  return new CrmError(`too many of the latest calls of ${connection} have failed`, {
    ...{ reason: "busy", outcome: "not-sent", waitMs: Math.ceil(waitMs) },
    signature: "error rate",
  });
}
