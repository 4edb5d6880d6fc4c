import { randomUUID } from "node:crypto";
import type { ObjectName } from "@fieldwork/contracts";
import { type CrmAdapter, CrmError, type FieldWriteResult } from "@fieldwork/crm";
import { AppError, isAppError, isItemsOwn } from "@fieldwork/runtime";
import type { ClaimKeeper } from "@fieldwork/store";
import {
  type ClaimedWrite,
  type Database,
  findBrakes,
  type HoldMirror,
  type Intent,
  openIntents,
  refuseIntents,
} from "@fieldwork/store";
import type { Batch, SentWrite } from "./batch.ts";
import { claimBatch } from "./claim-batch.ts";
import type { EndBatch } from "./end-batch.ts";
import type { KeptWindows } from "./kept-windows.ts";
import { toIntent } from "./ledger-entries.ts";
import { type BatchReport, reportOn } from "./pace.ts";
import type { ParentLeases } from "./parent-leases.ts";
import { byParent } from "./plan-parents.ts";
import { type PlannedRead, type ReadAndPlanDeps, readAndPlan } from "./read-and-plan.ts";
import { verdictOf } from "./write-verdict.ts";
import { meterWriteWindow } from "./write-window.ts";

export interface WriteBatchDeps extends ReadAndPlanDeps {
  keeper: ClaimKeeper;
  ending: EndBatch;
  holds: Pick<HoldMirror, "isHeld">;
  parents: Pick<ParentLeases, "hold" | "take" | "release">;
  /** What fast writes took, to be measured and looked at; absent: they are practice. */
  windows?: Pick<KeptWindows, "note"> | undefined;
}

const readAttempts = 3;
/** Reading thousands of records takes longer, and a job does not write at once anyway. */
const readAgeOfJobs = 8;

export interface BatchRequest {
  adapter: CrmAdapter;
  object: ObjectName;
  /** The most answers in a batch. */
  limit: number;
  /** Answers of backfills alone, many at a time, where the connection has its own way to write those. */
  byJob?: boolean;
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

  return async (ask, signal) => {
    const { adapter, object, onClaimed, byJob = false } = ask;
    const token = randomUUID();
    const claims = await claimBatch(deps, ask, token);
    onClaimed?.(claims.length);
    if (claims.length === 0) return reportOn([], []);
    const held = claims.map((claim) => keeper.hold(claim));
    if (claims.some(({ parentId }) => parentId !== null)) deps.parents.hold(token);
    const batch: Batch = { adapter, object, claims, byJob };
    try {
      return reportOn(claims, await writeClaimed(batch, signal));
    } catch (error) {
      await ending.release(batch, AppError.from(error));
      throw error;
    } finally {
      for (const one of held) one.release();
      await deps.parents.release(token);
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
      const planned = await readAndPlan(deps, batch, signal);
      if (planned === undefined) continue;
      const maxAgeMs = config.WRITE_READ_MAX_AGE_MS * (batch.byJob ? readAgeOfJobs : 1);
      const sendBefore = planned.readBeganAt + maxAgeMs;
      if (config.WRITE_MODE === "preview") return { ...planned, intents: [], sendBefore };
      const intents = await openIntents(
        database,
        planned.plan.decided.flatMap((one) => (isHeld(one.claim) ? [] : toIntent(batch, one))),
      );
      if (performance.now() <= sendBefore) return { ...planned, intents, sendBefore };
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

interface Prepared extends PlannedRead {
  intents: Intent[];
  /** By `performance.now()`: after this the read is too old to write on the strength of it. */
  sendBefore: number;
}

const noResult: FieldWriteResult = {
  kind: "unknown",
  error: new CrmError("the adapter gave no result", { reason: "unanswered", outcome: "unknown" }),
};

async function send(
  { holds, windows }: Pick<WriteBatchDeps, "holds" | "windows">,
  { adapter, object, claims, byJob }: Batch,
  { intents, guards, parents, readBeganAt, sendBefore, signal }: Prepared & { signal: AbortSignal },
): Promise<SentWrite[]> {
  const byId = new Map(claims.map((claim) => [claim.workId, claim]));
  const isHeld = ({ workId, ref }: Intent) => {
    const claim = byId.get(workId);
    return !claim || holds.isHeld({ ...claim, ref, model: null });
  };
  const groups = [...Map.groupBy(intents, ({ ref }) => ref.id)];
  const byRecord = byParent(groups, parents);
  if (byRecord.length === 0) return [];
  const { bulkWrites } = adapter;
  async function call(records: typeof byRecord, isJob: boolean): Promise<SentWrite[]> {
    const writes = records.map(([id, ofRecord]) => ({
      id,
      values: Object.fromEntries(ofRecord.map(({ field, afterValue }) => [field, afterValue])),
      sendBefore,
      guard: guards.get(id),
      runs: [...new Set(ofRecord.flatMap(({ wantedBy }) => wantedBy))],
      isHeld: () => ofRecord.some(isHeld),
    }));
    const results = await (isJob && bulkWrites
      ? bulkWrites.write(object, writes, signal)
      : adapter.writeFields(object, writes, signal));
    if (windows && writes.some(({ guard }) => guard === undefined)) {
      const windowMs = performance.now() - readBeganAt;
      meterWriteWindow({ connection: adapter.connection, object }, windowMs);
      windows.note(adapter.connection, windowMs);
    }
    return records.map(([, ofRecord], index) => ({
      intents: ofRecord,
      result: results[index] ?? noResult,
    }));
  }
  const sent = await call(byRecord, byJob);
  const refused = sent.filter(isOfOneOfSeveral);
  const apart: SentWrite[] = [];
  for (let nth = 0; ; nth++) {
    const next = refused.flatMap(({ intents: ofRecord }) => {
      const ofAnswer = answersIn(ofRecord)[nth];
      return ofAnswer?.[0] ? [[ofAnswer[0].ref.id, ofAnswer] as const] : [];
    });
    if (next.length === 0) break;
    apart.push(...(await call(next, false)));
  }
  return [...sent.filter((one) => !refused.includes(one)), ...apart];
}

/** What the CRM refuses of several answers to one record may be the fault of one of them: each is sent by itself. */
function isOfOneOfSeveral({ intents, result }: SentWrite): boolean {
  return verdictOf(result).kind === "refused" && answersIn(intents).length > 1;
}

function answersIn(intents: readonly Intent[]): Intent[][] {
  return [...Map.groupBy(intents, ({ workId }) => workId).values()];
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
