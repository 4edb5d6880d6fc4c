import { AppError, createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
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

interface RetentionPart {
  name: string;
  run: (database: Database) => Promise<number>;
  /** What is logged where it did something, unless it dropped what is past its retention. */
  did?: string;
}

/**
 * Drops what is past its time, a part at a time, ends budgets that were set until now, and completes
 * erasures. A part that fails keeps none of the others from its turn. Several may do so at once.
 */
export function createRetention({ database, config, logger }: RetentionDeps): Ticker {
  const parts: RetentionPart[] = [
    { name: "erasures", run: completeErasures, did: "completed erasures" },
    { name: "access", run: dropExpiredAccess },
    { name: "limits of budgets", run: endBudgetLimits, did: "they are as configured again" },
    { name: "audit", run: (db) => dropOldAudit(db, keep(config.AUDIT_RETENTION_DAYS)) },
    { name: "calls", run: (db) => dropOldCalls(db, keep(config.CALL_RETENTION_DAYS)) },
    { name: "captures", run: (db) => dropOldCaptures(db, keep(config.CAPTURE_RETENTION_DAYS)) },
    { name: "budgets of records", run: (db) => dropOldRecordBudgets(db, batch) },
    { name: "order keys", run: (db) => dropOldOrderKeys(db, batch) },
    { name: "notices", run: (db) => dropOldNotices(db, batch) },
    { name: "replays", run: (db) => dropOldReplays(db, batch) },
    { name: "ordered reads", run: (db) => dropOldOrderedReads(db, batch) },
    { name: "source reads", run: (db) => dropOldSourceReads(db, batch) },
    { name: "intents", run: (db) => dropOldIntents(db, keep(config.INTENT_RETENTION_DAYS)) },
  ];
  return createTicker({
    name: "retention",
    logger,
    async tick() {
      const failures: AppError[] = [];
      let isMore = false;
      for (const { name, run, did = "dropped what is past its retention" } of parts) {
        try {
          const count = await run(database);
          if (count > 0) logger.info({ of: name, count }, did);
          isMore ||= count === batch;
        } catch (error) {
          failures.push(failureOf(name, AppError.from(error)));
        }
      }
      if (failures[0] !== undefined) throw failures[0];
      return isMore ? 0 : everyMs;
    },
  });
}

function failureOf(
  part: string,
  { said, code, retryable, retryAfterMs, cause }: AppError,
): AppError {
  return new AppError(`${part}: ${said}`, { code, retryable, retryAfterMs, cause });
}

function keep(keepDays: number): { keepDays: number; limit: number } {
  return { keepDays, limit: batch };
}
