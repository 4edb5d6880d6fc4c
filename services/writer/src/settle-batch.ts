import { topics, type WriteSettled } from "@fieldwork/contracts";
import type { EventLog } from "@fieldwork/event-log";
import type { AppError, Logger } from "@fieldwork/runtime";
import { type BrakeScope, type Database, lockBrakes, type WriteBrake } from "@fieldwork/store";
import { keepSettlement } from "./keep-settlement.ts";
import { type BatchPlan, outcomeOf } from "./plan-batch.ts";
import {
  type BatchSettlement,
  planFailure,
  planSettlement,
  type WorkSettlement,
} from "./plan-settlement.ts";
import type { Batch, SentWrite } from "./write-batch.ts";

export interface SettleBatch {
  /** Settles what the CRM did, ends or returns the work, and announces the ends. */
  finish(batch: Batch, plan: BatchPlan, sent: readonly SentWrite[]): Promise<void>;
  /** Gives a whole batch back after a failure; intents that were opened stay open. */
  release(batch: Batch, error: AppError): Promise<void>;
}

export interface SettleBatchDeps {
  database: Database;
  eventLog: EventLog;
  maxFailures: number;
  isPreview: boolean;
  logger: Logger;
}

export function createSettleBatch(deps: SettleBatchDeps): SettleBatch {
  const { database, eventLog, maxFailures, isPreview, logger } = deps;
  const rules = () => ({ maxFailures, isPreview, nowMs: Date.now(), random: Math.random });

  async function settle(
    batch: Batch,
    sent: readonly SentWrite[],
    plan: (brakes: readonly WriteBrake[]) => BatchSettlement,
  ): Promise<void> {
    const scope = scopeOf(batch);
    const { settlement, endedIds } = await database.transaction(async (tx) => {
      const settlement = plan(await lockBrakes(tx, scope));
      return { settlement, endedIds: await keepSettlement(tx, { scope, sent, settlement }) };
    });
    const ended = settlement.work.filter(({ claim }) => endedIds.has(claim.workId));
    if (ended.length > 0) await announce(eventLog, batch, ended);
    const written = ended.filter(({ end }) => end?.state === "written").length;
    logger.info({ ...scope, count: ended.length, written }, "batch settled");
    for (const { change, released } of settlement.brakes) {
      const { enrichment, on } = change;
      if (released !== undefined) logger.info({ ...scope, enrichment }, "the group goes on");
      if (on?.tries === 0 && on.nextTryInMs !== null)
        logger.warn({ ...scope, enrichment, reason: on.reason }, "the CRM refuses all alike");
    }
  }

  return {
    finish: (batch, plan, sent) =>
      settle(batch, sent, (brakes) => planSettlement({ plan, sent, brakes, ...rules() })),
    release: (batch, error) =>
      settle(batch, [], (brakes) =>
        planFailure({ claims: batch.claims, error, brakes, ...rules() }),
      ),
  };
}

function scopeOf({ adapter, object }: Batch): BrakeScope {
  return { connection: adapter.connection, object };
}

async function announce(
  eventLog: EventLog,
  { adapter, object }: Batch,
  ended: readonly WorkSettlement[],
): Promise<void> {
  const settledAt = new Date().toISOString();
  await eventLog.publish(
    topics.writeSettled,
    ended.map(({ claim, end, fields }) => {
      const event: WriteSettled = {
        workId: claim.workId,
        generation: claim.generation,
        ref: { connection: adapter.connection, object, id: claim.recordId },
        enrichment: claim.enrichment,
        outcome: end?.state ?? outcomeOf(fields).state,
        fields: fields.map(({ field, decision }) => ({
          field,
          decision: decision.kind,
          reason: decision.reason,
        })),
        settledAt,
      };
      return { event, ...(claim.traceparent !== null && { traceparent: claim.traceparent }) };
    }),
  );
}
