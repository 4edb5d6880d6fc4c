import { randomUUID } from "node:crypto";
import type { WakeUp } from "@fieldwork/contracts";
import { AppError, withSpan } from "@fieldwork/runtime";
import type { AskDeps } from "./ask-deps.ts";
import { enrichRecord } from "./enrich-record.ts";
import { giveBack } from "./give-back.ts";

/** One wake-up, from claim to stored answer. Does nothing if the claim fails. */
export function createWakeUpHandler(deps: AskDeps) {
  return async (wakeUp: WakeUp, signal: AbortSignal): Promise<void> => {
    const ask = await deps.statements.claim({ ...wakeUp, token: randomUUID() });
    if (ask === undefined) return;
    const held = deps.keeper.hold(ask);
    try {
      await deps.definitions.load([ask]);
      await withSpan("enrich", { traceparent: ask.traceparent ?? undefined }, () =>
        enrichRecord(deps, { ask, held }, signal),
      );
    } catch (error) {
      await giveBack(deps, ask, AppError.from(error));
    } finally {
      held.release();
    }
  };
}
