import { randomUUID } from "node:crypto";
import { reasonText, topics, type WriteSettled } from "@fieldwork/contracts";
import type { EventLog } from "@fieldwork/event-log";
import { AppError, isItemsOwn, type Logger, reasonOf, singleOut } from "@fieldwork/runtime";
import {
  type BrakeScope,
  type ClaimedWrite,
  type Database,
  endOrders,
  endWrites,
  lockBrakes,
  type WriteBrake,
} from "@fieldwork/store";
import type { Batch, SentWrite } from "./batch.ts";
import { keepEnding } from "./keep-ending.ts";
import { type BatchEnding, planEnding, planFailure, type WorkEnding } from "./plan-ending.ts";
import { outcomeOf, type WritePlan } from "./plan-writes.ts";

export interface EndBatch {
  /** Records what the CRM did, ends or returns the work, and announces what ended. */
  finish(batch: Batch, plan: WritePlan, sent: readonly SentWrite[]): Promise<void>;
  /** Ends the work of a batch that cannot be stored, as dead. */
  giveUp(batch: Batch, error: AppError): Promise<void>;
  /** Gives a whole batch back after a failure; intents that were opened stay open. */
  release(batch: Batch, error: AppError): Promise<void>;
}

export interface EndBatchDeps {
  database: Database;
  eventLog: Pick<EventLog, "publish">;
  maxFailures: number;
  isPreview: boolean;
  logger: Logger;
}

type PlanEnding = (brakes: readonly WriteBrake[]) => BatchEnding;

interface ToEnd {
  scope: BrakeScope;
  /** Whose answers the batch holds. */
  enrichments: readonly string[];
  sent: readonly SentWrite[];
  plan: PlanEnding;
}

interface Ended {
  ending: BatchEnding;
  ended: readonly WorkEnding[];
  /** What could not be stored. */
  lost: readonly { claim: ClaimedWrite; error: AppError }[];
}

export function createEndBatch(deps: EndBatchDeps): EndBatch {
  const { database, eventLog, maxFailures, isPreview, logger } = deps;
  const rules = () => ({
    ...{ maxFailures, isPreview, nowMs: Date.now() },
    ...{ random: Math.random, newGroupId: randomUUID },
  });

  async function end(batch: Batch, sent: readonly SentWrite[], plan: PlanEnding): Promise<void> {
    const scope = scopeOf(batch);
    const enrichments = [...new Set(batch.claims.map(({ enrichment }) => enrichment))];
    const asked = { scope, enrichments, sent, plan };
    const { ending, ended, lost } = await keepTogether(database, asked).catch((cause: unknown) => {
      const error = AppError.from(cause);
      if (!isItemsOwn(error)) throw error;
      return keepApart(database, asked);
    });
    for (const { claim, error } of lost) {
      // What the CRM did is in its open intents; the next read of the record finds it.
      if (!isItemsOwn(error)) throw error;
      await giveUp([claim], error);
    }
    if (ended.length > 0) await announce(eventLog, batch, ended);
    const written = ended.filter(({ end }) => end?.state === "written").length;
    logger.info({ ...scope, count: ended.length, written }, "batch ended");
    logBrakes(logger.child(scope), ending);
  }

  async function giveUp(claims: readonly ClaimedWrite[], error: AppError): Promise<void> {
    for (const { workId } of claims)
      logger.error({ err: error, workId }, "the write became a dead letter");
    const reason = reasonOf(error);
    const ended = (of: readonly ClaimedWrite[]) =>
      of.map(({ workId, token }) => ({ workId, token, reason }));
    const [orders, answers] = [
      claims.filter(({ order }) => order !== null),
      claims.filter(({ order }) => order === null),
    ];
    if (orders.length > 0) {
      await endOrders(
        database,
        ended(orders).map((one) => ({ ...one, state: "refused", outcome: null })),
      );
    }
    await endWrites(
      database,
      ended(answers).map((one) => ({ ...one, state: "dead" })),
    );
  }

  return {
    finish: (batch, plan, sent) =>
      end(batch, sent, (brakes) => planEnding({ plan, sent, brakes, ...rules() })),
    giveUp: ({ claims }, error) => giveUp(claims, error),
    release: (batch, error) =>
      end(batch, [], (brakes) => planFailure({ claims: batch.claims, error, brakes, ...rules() })),
  };
}

async function keepTogether(
  database: Database,
  { scope, enrichments, sent, plan }: ToEnd,
): Promise<Ended> {
  return database.transaction(async (tx) => {
    const ending = plan(await lockBrakes(tx, { ...scope, enrichments }));
    const endedIds = await keepEnding(tx, { scope, sent, ending });
    const ended = ending.work.filter(({ claim }) => endedIds.has(claim.workId));
    return { ending, ended, lost: [] };
  });
}

/** The store cannot hold something in one of them: halving shows which. Brakes belong to none of them. */
async function keepApart(
  database: Database,
  { scope, enrichments, sent, plan }: ToEnd,
): Promise<Ended> {
  const ending = await database.transaction(async (tx) => {
    const planned = plan(await lockBrakes(tx, { ...scope, enrichments }));
    await keepEnding(tx, { scope, sent: [], ending: { ...planned, work: [] } });
    return planned;
  });
  const { work } = ending;
  const results = await singleOut(work, (some) =>
    database.transaction(async (tx) => {
      const part = { ...ending, work: some, brakes: [] };
      const endedIds = await keepEnding(tx, {
        ...{ scope, sent: sentFor(some, sent), ending: part },
      });
      return some.map(({ claim }) => endedIds.has(claim.workId));
    }),
  );
  const lost = work.flatMap(({ claim }, index) => {
    const error = results[index];
    return error instanceof AppError ? [{ claim, error }] : [];
  });
  return { ending, lost, ended: work.filter((_, index) => results[index] === true) };
}

function logBrakes(logger: Logger, { brakes }: BatchEnding): void {
  for (const { change, released } of brakes) {
    const { enrichment, on } = change;
    if (released !== undefined) logger.info({ enrichment }, "the group continues");
    if (on?.tries === 0 && on.nextTryInMs !== null)
      logger.warn(
        { enrichment, reason: reasonText(on.reason) },
        "the CRM refuses everything for the same reason",
      );
  }
}

/** What was sent for these alone: a record's fields are sent together, whichever answers they come from. */
function sentFor(endings: readonly WorkEnding[], sent: readonly SentWrite[]): readonly SentWrite[] {
  const workIds = new Set(endings.map(({ claim }) => claim.workId));
  return sent.map(({ intents, result }) => ({
    intents: intents.filter(({ workId }) => workIds.has(workId)),
    result,
  }));
}

function scopeOf({ adapter, object }: Batch): BrakeScope {
  return { connection: adapter.connection, object };
}

async function announce(
  eventLog: Pick<EventLog, "publish">,
  { adapter, object }: Batch,
  ended: readonly WorkEnding[],
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
