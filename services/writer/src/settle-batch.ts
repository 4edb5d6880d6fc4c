import { topics, type WriteSettled } from "@fieldwork/contracts";
import type { EventLog } from "@fieldwork/event-log";
import type { AppError, Logger } from "@fieldwork/runtime";
import {
  type ClaimedWrite,
  type Database,
  type Db,
  endWrites,
  recordDecisions,
  refuseIntents,
  releaseWrites,
  settleIntents,
  type WriteRelease,
} from "@fieldwork/store";
import { type BatchPlan, type DecidedField, outcomeOf } from "./plan-batch.ts";
import { planSettlement, type WorkSettlement } from "./plan-settlement.ts";
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

const unreachableRestMs = 5000;

export function createSettleBatch(deps: SettleBatchDeps): SettleBatch {
  const { database, eventLog, maxFailures, isPreview, logger } = deps;
  return {
    async finish(batch, plan, sent) {
      const settlements = planSettlement({ plan, sent, maxFailures, isPreview });
      const endedIds = await database.transaction(async (tx) => {
        await settleSent(tx, sent);
        return settleWork(tx, settlements);
      });
      const ended = settlements.filter(({ claim }) => endedIds.has(claim.workId));
      if (ended.length > 0) await announce(eventLog, batch, ended);
      const written = ended.filter(({ end }) => end?.state === "written").length;
      logger.info(
        {
          connection: batch.adapter.connection,
          object: batch.object,
          count: ended.length,
          written,
        },
        "batch settled",
      );
    },
    async release({ claims }, error) {
      const dueInMs = error.retryAfterMs ?? unreachableRestMs;
      await releaseWrites(
        database,
        claims.map(({ workId, token }) => ({
          workId,
          token,
          dueInMs,
          reason: error.message,
          isFailure: false,
        })),
      );
    },
  };
}

async function settleSent(tx: Db, sent: readonly SentWrite[]): Promise<void> {
  const written = sent.filter(({ result }) => result.kind === "written");
  const refused = sent.flatMap(({ intents, result }) =>
    result.kind === "refused" ? intents.map(({ id }) => ({ id, reply: result.error.message })) : [],
  );
  if (written.length > 0) {
    await settleIntents(
      tx,
      written.flatMap(({ intents }) => intents.map(({ id }) => id)),
    );
  }
  if (refused.length > 0) await refuseIntents(tx, refused);
}

async function settleWork(
  tx: Db,
  settlements: readonly WorkSettlement[],
): Promise<ReadonlySet<string>> {
  const ends = settlements.flatMap(({ claim, end }) =>
    end ? [{ ...claimOf(claim), ...end }] : [],
  );
  const releases = settlements.flatMap(({ claim, release }): WriteRelease[] =>
    release ? [{ ...claimOf(claim), ...release }] : [],
  );
  const ended = ends.length > 0 ? await endWrites(tx, ends) : [];
  if (releases.length > 0) await releaseWrites(tx, releases);
  const endedIds = new Set(ended);
  const decisions = settlements
    .filter(({ claim }) => endedIds.has(claim.workId))
    .flatMap(({ fields }) => fields.map(toDecisionRow));
  if (decisions.length > 0) await recordDecisions(tx, decisions);
  return endedIds;
}

function claimOf({ workId, token }: ClaimedWrite) {
  return { workId, token };
}

function toDecisionRow({ claim, field, live, answer, decision }: DecidedField) {
  return {
    workId: claim.workId,
    generation: claim.generation,
    field,
    decision: decision.kind,
    reason: decision.reason,
    liveValue: live,
    answerValue: answer,
    fingerprint: claim.fingerprint,
    traceparent: claim.traceparent,
  };
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
        outcome: end?.state ?? outcomeOf(fields.map(({ decision }) => decision)).state,
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
