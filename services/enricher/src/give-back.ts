import type { AppError } from "@fieldwork/runtime";
import { type ClaimedAsk, closeLane } from "@fieldwork/store";
import type { AskDeps } from "./handle-wake-up.ts";
import { planAfterFailure } from "./plan-after-failure.ts";

/** Puts a failed ask where its failure says: back to wait, back with its lane closed, or aside for good. */
export async function giveBack(
  { config, database, statements, logger }: AskDeps,
  ask: ClaimedAsk,
  error: AppError,
): Promise<void> {
  const next = planAfterFailure(error, {
    failures: ask.failures,
    maxFailures: config.ASK_MAX_FAILURES,
  });
  const { reason } = next;
  const waiting = { ...ask, reason, waitsFor: null };
  switch (next.kind) {
    case "close-lane": {
      const named = error.details.provider;
      const lane = typeof named === "string" ? named : ask.lane;
      await closeLane(database, { lane, closeMs: next.closeMs, reason });
      return statements.release({ ...waiting, dueInMs: 0, isFailure: false });
    }
    case "wait":
      return statements.release({ ...waiting, dueInMs: next.dueInMs, isFailure: false });
    case "retry":
      logger.warn({ err: error, workId: ask.workId }, "ask failed; it will be tried again");
      return statements.release({ ...waiting, dueInMs: next.dueInMs, isFailure: true });
    case "dead":
      logger.error({ err: error, workId: ask.workId }, "ask is a dead letter");
      return statements.end({ ...ask, state: "dead", reason });
    default:
      return next satisfies never;
  }
}
