import { randomUUID } from "node:crypto";
import type { ObjectName } from "@fieldwork/contracts";
import { type CrmAdapter, CrmError, type FieldWriteResult } from "@fieldwork/crm";
import type { Enrichment } from "@fieldwork/enrichments";
import { AppError, isAppError, isItemsOwn } from "@fieldwork/runtime";
import type { ClaimKeeper } from "@fieldwork/store";
import {
  type ClaimedWrite,
  claimWrites,
  type Database,
  findOwnership,
  type Intent,
  type Ownership,
  openIntents,
  recordOwnerChanges,
  recoverIntents,
  refuseIntents,
} from "@fieldwork/store";
import type { WriterConfig } from "./config.ts";
import type { FieldDescriptions } from "./field-descriptions.ts";
import { type BatchPlan, type DecidedField, planBatch } from "./plan-batch.ts";
import type { SettleBatch } from "./settle-batch.ts";

export interface WriteBatchDeps {
  config: WriterConfig;
  database: Database;
  enrichments: ReadonlyMap<string, Enrichment>;
  keeper: ClaimKeeper;
  descriptions: FieldDescriptions;
  settle: SettleBatch;
}

export interface Batch {
  adapter: CrmAdapter;
  object: ObjectName;
  claims: readonly ClaimedWrite[];
}

/** What went out for one claimed answer. */
export interface SentWrite {
  intents: readonly Intent[];
  result: FieldWriteResult;
}

const readAttempts = 3;

/**
 * One batch from claim to settlement: read the records as they are now, decide, write the ledger
 * ahead, send, settle. Returns how many answers it claimed.
 */
export function createBatchWriter(deps: WriteBatchDeps) {
  const { config, database, keeper, settle } = deps;

  return async (adapter: CrmAdapter, object: ObjectName, signal: AbortSignal): Promise<number> => {
    const claims = await claimWrites(database, {
      connection: adapter.connection,
      object,
      limit: adapter.maxWriteBatch,
      token: randomUUID(),
      leaseMs: config.LEASE_MS,
    });
    if (claims.length === 0) return 0;
    const held = claims.map((claim) => keeper.hold(claim));
    const batch: Batch = { adapter, object, claims };
    try {
      await writeClaimed(batch, signal);
    } catch (error) {
      await settle.release(batch, AppError.from(error));
      throw error;
    } finally {
      for (const one of held) one.release();
    }
    return claims.length;
  };

  async function writeClaimed(batch: Batch, signal: AbortSignal): Promise<void> {
    const prepared = await prepare(batch, signal).catch((error: unknown) => {
      if (isAppError(error) && isItemsOwn(error)) return error;
      throw error;
    });
    if (prepared instanceof AppError) return writeApart(batch, prepared, signal);
    const sent = await send(batch, prepared, signal);
    await settle.finish(batch, prepared.plan, sent);
  }

  /** Nothing is sent yet, and the store cannot hold something of one of these answers: which one shows in halves. */
  async function writeApart(batch: Batch, error: AppError, signal: AbortSignal): Promise<void> {
    const { claims } = batch;
    if (claims.length === 1) return settle.giveUp(batch, error);
    const middle = Math.ceil(claims.length / 2);
    await writeClaimed({ ...batch, claims: claims.slice(0, middle) }, signal);
    await writeClaimed({ ...batch, claims: claims.slice(middle) }, signal);
  }

  /** Reads and decides until the intents stand and the read is still fresh. */
  async function prepare(batch: Batch, signal: AbortSignal): Promise<Prepared> {
    for (let attempt = 1; attempt <= readAttempts; attempt++) {
      const readBeganAt = performance.now();
      const plan = await readAndPlan(deps, batch, signal);
      if (plan === undefined) continue;
      const sendBefore = readBeganAt + config.WRITE_READ_MAX_AGE_MS;
      if (config.WRITE_MODE === "preview") return { plan, intents: [], sendBefore };
      const intents = await openIntents(
        database,
        plan.decided.flatMap((one) => toIntent(batch, one)),
      );
      if (performance.now() <= sendBefore) return { plan, intents, sendBefore };
      await refuseIntents(
        database,
        intents.map(({ id }) => ({ id, reply: "not sent: the read was too old" })),
      );
    }
    throw new AppError("the records could not be read and decided in time", {
      code: "crm_unavailable",
      retryable: true,
    });
  }
}

interface Prepared {
  plan: BatchPlan;
  intents: Intent[];
  /** By `performance.now()`: what was read is too old to be written to after it. */
  sendBefore: number;
}

const noResult: FieldWriteResult = {
  kind: "unknown",
  error: new CrmError("the adapter gave no result", { reason: "unanswered", outcome: "unknown" }),
};

async function send(
  { adapter, object }: Batch,
  { intents, sendBefore }: Prepared,
  signal: AbortSignal,
): Promise<SentWrite[]> {
  const byRecord = [...Map.groupBy(intents, ({ ref }) => ref.id)];
  if (byRecord.length === 0) return [];
  const writes = byRecord.map(([id, ofRecord]) => ({
    id,
    values: Object.fromEntries(ofRecord.map(({ field, afterValue }) => [field, afterValue])),
    sendBefore,
  }));
  const results = await adapter.writeFields(object, writes, signal);
  return byRecord.map(([, ofRecord], index) => ({
    intents: ofRecord,
    result: results[index] ?? noResult,
  }));
}

/** Undefined when somebody else settled one of the fields between the read and the decision. */
async function readAndPlan(
  { config, database, enrichments, descriptions }: WriteBatchDeps,
  { adapter, object, claims }: Batch,
  signal: AbortSignal,
): Promise<BatchPlan | undefined> {
  const connection = adapter.connection;
  const recordIds = [...new Set(claims.map(({ recordId }) => recordId))];
  const asked = { connection, object, recordIds };
  const described = await descriptions.get(adapter, object, signal);
  // What a preview shows is to be written once the fields are there.
  const fields = described.filter(({ exists }) => exists || config.WRITE_MODE === "apply");
  const before = await findOwnership(database, asked);
  const live = await adapter.readRecords(object, recordIds, signal);
  const after = await findOwnership(database, asked);
  if (hasMoved(before, after)) return undefined;
  const plan = planBatch({ claims, live, ...after, descriptions: fields, enrichments });
  await recoverIntents(database, { connection, object, found: plan.decided.flatMap(recoveries) });
  const changes = plan.decided.flatMap(ownerChanges);
  if (changes.length > 0) await recordOwnerChanges(database, { connection, object, changes });
  return plan;
}

function hasMoved(before: Ownership, after: Ownership): boolean {
  const stamps = ({ ledger }: Ownership) =>
    new Map(ledger.map((entry) => [`${entry.recordId}/${entry.field}`, entry.settledAt]));
  const [old, now] = [stamps(before), stamps(after)];
  return [...now].some(([field, settledAt]) => old.get(field) !== settledAt);
}

function toIntent({ adapter, object }: Batch, { claim, field, decision }: DecidedField) {
  if (decision.kind !== "write") return [];
  return [
    {
      ref: { connection: adapter.connection, object, id: claim.recordId },
      field,
      beforeValue: decision.before,
      beforeOwner: decision.beforeOwner,
      afterValue: decision.after,
      workId: claim.workId,
      token: claim.token,
      generation: claim.generation,
      fingerprint: claim.fingerprint,
    },
  ];
}

function recoveries({ claim, field, decision }: DecidedField) {
  if (decision.kind !== "unchanged" || decision.recovered === undefined) return [];
  return [{ recordId: claim.recordId, field, afterValue: decision.recovered.afterValue }];
}

function ownerChanges({ claim, field, live, decision, ledger }: DecidedField) {
  if (decision.kind !== "human-value" && decision.kind !== "cleared-by-person") return [];
  if (!decision.ownership.isNews) return [];
  const toOwner =
    decision.kind === "human-value" ? ("person" as const) : ("cleared-by-person" as const);
  return [
    {
      recordId: claim.recordId,
      field,
      fromOwner: ledger?.owner ?? null,
      toOwner,
      value: live,
      seenSettledAt: ledger?.settledAt ?? null,
    },
  ];
}
