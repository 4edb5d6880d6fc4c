import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database, Db } from "@fieldwork/store";
import { dropOldAudit, dropOldOrderKeys } from "@fieldwork/store/audit";
import { endBudgetLimits } from "@fieldwork/store/budget-orders";
import { completeErasures } from "@fieldwork/store/erasure";
import { dropOldNotices } from "@fieldwork/store/notices";
import {
  dropOldCalls,
  dropOldCaptures,
  dropOldIntents,
  dropOldOrderedReads,
  dropOldRecordBudgets,
  dropOldReplays,
  dropOldSourceReads,
} from "@fieldwork/store/retention";
import { dropExpiredAccess } from "@fieldwork/store/who";
import type { PlannerConfig } from "./config.ts";

export interface RetentionDeps {
  database: Database;
  config: Pick<
    PlannerConfig,
    | "AUDIT_RETENTION_DAYS"
    | "CALL_RETENTION_DAYS"
    | "CAPTURE_RETENTION_DAYS"
    | "INTENT_RETENTION_DAYS"
  >;
  logger: Logger;
}

const everyMs = 60_000;
const batch = 2000;

/**
 * Drops what is past its time, a part at a time, ends budgets that were set until now, and completes
 * erasures. Several may do so at once.
 */
export function createRetention({ database, config, logger }: RetentionDeps): Ticker {
  const parts: { name: string; drop: (db: Db) => Promise<number> }[] = [
    { name: "audit", drop: (db) => dropOldAudit(db, keep(config.AUDIT_RETENTION_DAYS)) },
    { name: "calls", drop: (db) => dropOldCalls(db, keep(config.CALL_RETENTION_DAYS)) },
    { name: "captures", drop: (db) => dropOldCaptures(db, keep(config.CAPTURE_RETENTION_DAYS)) },
    { name: "budgets of records", drop: (db) => dropOldRecordBudgets(db, batch) },
    { name: "order keys", drop: (db) => dropOldOrderKeys(db, batch) },
    { name: "notices", drop: (db) => dropOldNotices(db, batch) },
    { name: "replays", drop: (db) => dropOldReplays(db, batch) },
    { name: "ordered reads", drop: (db) => dropOldOrderedReads(db, batch) },
    { name: "source reads", drop: (db) => dropOldSourceReads(db, batch) },
    { name: "intents", drop: (db) => dropOldIntents(db, keep(config.INTENT_RETENTION_DAYS)) },
  ];
  return createTicker({
    name: "retention",
    logger,
    async tick() {
      await completeErasures(database);
      await dropExpiredAccess(database);
      const ended = await endBudgetLimits(database);
      if (ended > 0) logger.info({ ended }, "budgets are as the configuration says again");
      let isMore = false;
      for (const { name, drop } of parts) {
        const dropped = await drop(database);
        if (dropped > 0) logger.info({ of: name, dropped }, "dropped what is past its retention");
        isMore ||= dropped === batch;
      }
      return isMore ? 0 : everyMs;
    },
  });
}

function keep(keepDays: number): { keepDays: number; limit: number } {
  return { keepDays, limit: batch };
}
