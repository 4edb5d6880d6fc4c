import { randomUUID } from "node:crypto";
import type { ObjectName } from "@fieldwork/contracts";
import { type CrmAdapter, CrmError, type FieldWriteResult } from "@fieldwork/crm";
import type { Definitions } from "@fieldwork/enrichments";
import { AppError, isAppError, isItemsOwn } from "@fieldwork/runtime";
import type { ClaimKeeper } from "@fieldwork/store";
import {
  type ClaimedWrite,
  claimWrites,
  type Database,
  findBrakes,
  findOwnership,
  type HoldMirror,
  type Intent,
  type Ownership,
  openIntents,
  recordOwnerChanges,
  recoverIntents,
  refuseIntents,
} from "@fieldwork/store";
import type { Batch, SentWrite } from "./batch.ts";
import type { WriterConfig } from "./config.ts";
import type { EndBatch } from "./end-batch.ts";
import type { FieldDescriptions } from "./field-descriptions.ts";
import { ownerChanges, recoveries, toIntent } from "./ledger-entries.ts";
import { type BatchReport, reportOn } from "./pace.ts";
import { type DefinitionOf, planWrites, type WritePlan } from "./plan-writes.ts";
import { readDescribed } from "./read-described.ts";
import { verdictOf } from "./write-verdict.ts";

export interface WriteBatchDeps {
  config: WriterConfig;
  database: Database;
  definitions: Pick<Definitions, "named" | "load">;
  keeper: ClaimKeeper;
  descriptions: FieldDescriptions;
  ending: EndBatch;
  holds: Pick<HoldMirror, "isHeld">;
}

const readAttempts = 3;

export interface BatchRequest {
  adapter: CrmAdapter;
  object: ObjectName;
  /** The most answers in a batch. */
  limit: number;
  /** Told how many there are, before they are read and written. */
  onClaimed?: (count: number) => void;
}

export type WriteBatch = (ask: BatchRequest, signal: AbortSignal) => Promise<BatchReport>;

/**
 * One batch from claim to ending: read the records as they are now, decide, commit the intents, send,
 * record the results.
 */
export function createBatchWriter(deps: WriteBatchDeps): WriteBatch {
  const { config, database, keeper, ending } = deps;

  return async ({ adapter, object, limit, onClaimed }, signal) => {
    const claims = await claimWrites(database, {
      ...{ connection: adapter.connection, object, limit, maxBatch: adapter.maxWriteBatch },
      token: randomUUID(),
      leaseMs: config.LEASE_MS,
      withOrders: config.WRITE_MODE !== "preview",
    });
    onClaimed?.(claims.length);
    if (claims.length === 0) return reportOn([], []);
    const held = claims.map((claim) => keeper.hold(claim));
    const batch: Batch = { adapter, object, claims };
    try {
      return reportOn(claims, await writeClaimed(batch, signal));
    } catch (error) {
      await ending.release(batch, AppError.from(error));
      throw error;
    } finally {
      for (const one of held) one.release();
    }
  };

  async function writeClaimed(batch: Batch, signal: AbortSignal): Promise<SentWrite[]> {
    const prepared = await prepare(batch, signal).catch((error: unknown) => {
      if (isAppError(error) && isItemsOwn(error)) return error;
      throw error;
    });
    if (prepared instanceof AppError) return writeApart(batch, prepared, signal);
    const sent = await send(deps, batch, { ...prepared, signal });
    if (sent.some(({ result }) => verdictOf(result).kind === "no-field")) {
      deps.descriptions.forget(batch.adapter, batch.object);
    }
    await ending.finish(batch, prepared.plan, sent);
    return sent;
  }

  /**
   * Nothing has been sent yet, and the store cannot hold something in one of these answers: halving
   * shows which.
   */
  async function writeApart(
    batch: Batch,
    error: AppError,
    signal: AbortSignal,
  ): Promise<SentWrite[]> {
    const { claims } = batch;
    if (claims.length === 1) {
      await ending.giveUp(batch, error);
      return [];
    }
    const middle = Math.ceil(claims.length / 2);
    const first = await writeClaimed({ ...batch, claims: claims.slice(0, middle) }, signal);
    const second = await writeClaimed({ ...batch, claims: claims.slice(middle) }, signal);
    return [...first, ...second];
  }

  /** Reads and decides until the intents are committed and the read is still fresh. */
  async function prepare(batch: Batch, signal: AbortSignal): Promise<Prepared> {
    const isHeld = await heldByBrake(database, batch);
    for (let attempt = 1; attempt <= readAttempts; attempt++) {
      const readBeganAt = performance.now();
      const plan = await readAndPlan(deps, batch, signal);
      if (plan === undefined) continue;
      const sendBefore = readBeganAt + config.WRITE_READ_MAX_AGE_MS;
      if (config.WRITE_MODE === "preview") return { plan, intents: [], sendBefore };
      const intents = await openIntents(
        database,
        plan.decided.flatMap((one) => (isHeld(one.claim) ? [] : toIntent(batch, one))),
      );
      if (performance.now() <= sendBefore) return { plan, intents, sendBefore };
      await refuseIntents(
        database,
        intents
          .filter(({ isResent }) => !isResent)
          .map(({ id }) => ({ id, reason: { code: "read-too-old", detail: null } })),
      );
    }
    throw notInTime();
  }
}

function notInTime(): AppError {
  return new AppError("the records could not be read and decided in time", {
    code: "crm_unavailable",
    retryable: true,
  });
}

interface Prepared {
  plan: WritePlan;
  intents: Intent[];
  /** By `performance.now()`: after this the read is too old to write on the strength of it. */
  sendBefore: number;
}

const noResult: FieldWriteResult = {
  kind: "unknown",
  error: new CrmError("the adapter gave no result", { reason: "unanswered", outcome: "unknown" }),
};

async function send(
  { holds }: Pick<WriteBatchDeps, "holds">,
  { adapter, object, claims }: Batch,
  { intents, sendBefore, signal }: Prepared & { signal: AbortSignal },
): Promise<SentWrite[]> {
  const byId = new Map(claims.map((claim) => [claim.workId, claim]));
  const isHeld = ({ workId, ref }: Intent) => {
    const claim = byId.get(workId);
    return !claim || holds.isHeld({ ...claim, ref, model: null });
  };
  const byRecord = [...Map.groupBy(intents, ({ ref }) => ref.id)];
  if (byRecord.length === 0) return [];
  const writes = byRecord.map(([id, ofRecord]) => ({
    id,
    values: Object.fromEntries(ofRecord.map(({ field, afterValue }) => [field, afterValue])),
    sendBefore,
    isHeld: () => ofRecord.some(isHeld),
  }));
  const results = await adapter.writeFields(object, writes, signal);
  return byRecord.map(([, ofRecord], index) => ({
    intents: ofRecord,
    result: results[index] ?? noResult,
  }));
}

/**
 * Undefined if another process changed the ledger of one of the fields between the read and the
 * decision.
 */
async function readAndPlan(
  { config, database, definitions, descriptions }: WriteBatchDeps,
  { adapter, object, claims }: Batch,
  signal: AbortSignal,
): Promise<WritePlan | undefined> {
  const connection = adapter.connection;
  const recordIds = [...new Set(claims.map(({ recordId }) => recordId))];
  const asked = { connection, object, recordIds };
  await definitions.load(claims);
  const definitionOf: DefinitionOf = ({ enrichment, definitionHash }) =>
    definitions.named(enrichment, definitionHash);
  const fields = outputFields(claims, definitionOf);
  const before = await findOwnership(database, asked);
  const read = await readDescribed(descriptions, { adapter, object, recordIds, fields }, signal);
  const after = await findOwnership(database, asked);
  if (hasMoved(before, after)) return undefined;
  const isPreview = config.WRITE_MODE === "preview";
  const plan = planWrites({ claims, ...read, ...after, definitionOf, isPreview });
  await recoverIntents(database, { connection, object, found: plan.decided.flatMap(recoveries) });
  const changes = plan.decided.flatMap(ownerChanges);
  if (changes.length > 0) await recordOwnerChanges(database, { connection, object, changes });
  return plan;
}

function outputFields(claims: readonly ClaimedWrite[], definitionOf: DefinitionOf): string[] {
  const definitions = new Set(
    claims.map((claim) => (claim.order ? undefined : definitionOf(claim))),
  );
  const fields = [...definitions].flatMap((one) => one?.outputs.map(({ field }) => field) ?? []);
  const ordered = claims.flatMap(({ order }) => (order ? [order.field] : []));
  return [...new Set([...fields, ...ordered])];
}

/** Which claims must not be sent: the brake is on, and they are not the one that may be tried. */
async function heldByBrake(
  database: Database,
  { adapter, object }: Batch,
): Promise<(claim: ClaimedWrite) => boolean> {
  const brakes = await findBrakes(database, { connection: adapter.connection, object });
  const on = new Map(brakes.flatMap(({ enrichment, on }) => (on ? [[enrichment, on]] : [])));
  return ({ enrichment, workId }) => {
    const brake = on.get(enrichment);
    return brake !== undefined && brake.tryWorkId !== workId;
  };
}

function hasMoved(before: Ownership, after: Ownership): boolean {
  const stamps = ({ ledger }: Ownership) =>
    new Map(ledger.map((entry) => [`${entry.recordId}/${entry.field}`, entry.recordedAt]));
  const [old, now] = [stamps(before), stamps(after)];
  return [...now].some(([field, recordedAt]) => old.get(field) !== recordedAt);
}
