import { randomUUID } from "node:crypto";
import type { WakeUp } from "@fieldwork/contracts";
import type { Definitions, Enrichment } from "@fieldwork/enrichments";
import type { ModelLayer } from "@fieldwork/models";
import { AppError, type Logger, withSpan } from "@fieldwork/runtime";
import type { ClaimKeeper, Database, HoldMirror } from "@fieldwork/store";
import type { AskStatements } from "./ask-statements.ts";
import type { EnricherConfig } from "./config.ts";
import { enrichRecord } from "./enrich-record.ts";
import { giveBack } from "./give-back.ts";
import type { ModelHealth } from "./model-health.ts";

export interface AskDeps {
  config: EnricherConfig;
  database: Database;
  statements: AskStatements;
  keeper: ClaimKeeper;
  models: ModelLayer;
  holds: Pick<HoldMirror, "find">;
  health: ModelHealth;
  definitions: Pick<Definitions, "named">;
  /** Names the definition and settings that a record of the enrichment is asked under. */
  askedUnder: (enrichment: Enrichment) => string;
  logger: Logger;
}

/** One ask from claim to kept answer. Does nothing when the claim fails. */
export function createWakeUpHandler(deps: AskDeps) {
  return async (wakeUp: WakeUp, signal: AbortSignal): Promise<void> => {
    const ask = await deps.statements.claim({ ...wakeUp, token: randomUUID() });
    if (ask === undefined) return;
    const held = deps.keeper.hold(ask);
    try {
      await withSpan("enrich", { traceparent: ask.traceparent ?? undefined }, () =>
        enrichRecord(deps, ask, AbortSignal.any([signal, held.signal])),
      );
    } catch (error) {
      await giveBack(deps, ask, AppError.from(error));
    } finally {
      held.release();
    }
  };
}
