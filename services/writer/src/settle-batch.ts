import { topics, type WriteSettled } from "@fieldwork/contracts";
import type { EventLog } from "@fieldwork/event-log";
import { AppError, isItemsOwn, type Logger, singleOut } from "@fieldwork/runtime";
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
  /** Ends the work of a batch that cannot be kept, as dead. */
  giveUp(batch: Batch, error: AppError): Promise<void>;
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

  /** Of each settlement, whether its work ended. */
  function settleTogether(some: readonly WorkSettlement[], sent: readonly SentWrite[]) {
    return database.transaction(async (tx) => {
      await settleSent(tx, sentFor(some, sent));
      const endedIds = await settleWork(tx, some);
      return some.map(({ claim }) => endedIds.has(claim.workId));
    });
  }

  async function giveUp(claims: readonly ClaimedWrite[], error: AppError): Promise<void> {
    for (const { workId } of claims) logger.error({ err: error, workId }, "write is a dead letter");
    await endWrites(
      database,
      claims.map((claim) => ({ ...claimOf(claim), state: "dead", reason: error.message })),
    );
  }

  return {
    async finish(batch, plan, sent) {
      const settlements = planSettlement({ plan, sent, maxFailures, isPreview });
      const results = await singleOut(settlements, (some) => settleTogether(some, sent));
      const ended = settlements.filter((_, index) => results[index] === true);
      if (ended.length > 0) await announce(eventLog, batch, ended);
      for (const [index, { claim }] of settlements.entries()) {
        const error = results[index];
        if (!(error instanceof AppError)) continue;
        // What the CRM did is in its open intents; the next look at the record finds it.
        if (!isItemsOwn(error)) throw error;
        await giveUp([claim], error);
      }
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
    giveUp: ({ claims }, error) => giveUp(claims, error),
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

/** What was sent for these alone: a record's fields go out together, whichever answers they are of. */
function sentFor(
  settlements: readonly WorkSettlement[],
  sent: readonly SentWrite[],
): readonly SentWrite[] {
  const workIds = new Set(settlements.map(({ claim }) => claim.workId));
  return sent.map(({ intents, result }) => ({
    intents: intents.filter(({ workId }) => workIds.has(workId)),
    result,
  }));
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
