import { type Cursor, isHiddenFromUs, isInFirstScan, isResting } from "@fieldwork/crm";
import { AppError, createTicker, reasonOf, type Ticker } from "@fieldwork/runtime";
import { findCursor } from "@fieldwork/store";
import {
  type ClaimedReconciliation,
  claimReconciliation,
  countKnown,
  endReconciliation,
  findKnownContent,
  keepReconciliationStep,
  listKnownAfter,
  releaseReconciliation,
  sampleKnown,
  scheduleReconciliation,
} from "@fieldwork/store/reconciliations";
import { asNewAs, isSweep } from "./compare-records.ts";
import {
  findDifferences,
  type ReconcileDeps,
  readMissing,
  repair,
  untilPlanned,
} from "./find-differences.ts";

const lookEveryMs = 1000;
const scheduleEveryMs = 60_000;
const firstAfterMs = 3_600_000;
const sampleSize = 1000;
const recordsOfPage = 500;
/** A comparison may wait for what was published to be planned. */
const longestStepMs = 10 * 60_000;
const longestBackoffMs = 60_000;

/**
 * Compares what the line knows with what the CRM shows, by schedule and by order: first records that are
 * known, then, where the counts do not agree, the CRM's own list. What differs is published as it is read,
 * and counted. Any number may run; what one of them does not end, another takes once the lease has lapsed.
 */
export function createReconciliations(deps: ReconcileDeps): Ticker {
  const { adapter, database, everyMs, logger } = deps;
  const { connection } = adapter;
  const startedAt = performance.now();
  let scheduledAt = Number.NEGATIVE_INFINITY;

  async function scheduleNowAndThen(): Promise<void> {
    const now = performance.now();
    if (everyMs === undefined || now - scheduledAt < Math.min(everyMs, scheduleEveryMs)) return;
    scheduledAt = now;
    // A line that has just been set up is still reading.
    const alsoFirst = now - startedAt > Math.min(everyMs, firstAfterMs);
    await schedule(deps, { everyMs, alsoFirst });
  }

  return createTicker({
    name: `reconciliation ${connection}`,
    logger,
    longestBackoffMs,
    async tick(signal) {
      await scheduleNowAndThen();
      const claim = { connection, leaseMs: longestStepMs };
      const one = await claimReconciliation(database, claim);
      if (one === undefined) return lookEveryMs;
      try {
        await carryOn(deps, one, signal);
        return 0;
      } catch (cause) {
        const error = AppError.from(cause);
        if (!error.retryable) {
          await endReconciliation(database, one.id, { state: "failed", reason: reasonOf(error) });
          return 0;
        }
        if (isHiddenFromUs(error)) {
          // It keeps its lease: the other objects have their turn before it is looked at again.
          logger.warn({ err: error, object: one.object }, "an object that is hidden from us waits");
          return 0;
        }
        await releaseReconciliation(database, one.id);
        if (isResting(error)) return lookEveryMs;
        throw error;
      }
    },
  });
}

async function schedule(
  { adapter, database, objects }: ReconcileDeps,
  when: { everyMs: number; alsoFirst: boolean },
): Promise<void> {
  const { connection } = adapter;
  for (const object of adapter.objects.filter((one) => objects().has(one))) {
    const cursor = await findCursor<Cursor>(database, connection, object);
    // Until it was read once, everything is missing.
    if (cursor === null || isInFirstScan(cursor)) continue;
    await scheduleReconciliation(database, { connection, object, sample: sampleSize, ...when });
  }
}

async function carryOn(
  deps: ReconcileDeps,
  one: ClaimedReconciliation,
  signal: AbortSignal,
): Promise<void> {
  const { adapter, database } = deps;
  if (!adapter.objects.includes(one.object)) {
    const said = `${adapter.connection} has no object ${one.object}`;
    const reason = { code: "config-invalid", detail: { said } } as const;
    await endReconciliation(database, one.id, { state: "failed", reason });
    return;
  }
  if (one.step === "known") await compareKnown(deps, one, signal);
  else await readSource(deps, one, signal);
}

/** A sample at once, or the next page of all that are known. */
async function compareKnown(
  deps: ReconcileDeps,
  one: ClaimedReconciliation,
  signal: AbortSignal,
): Promise<void> {
  const { database } = deps;
  const { id, object, sample } = one;
  const scope = { connection: one.connection, object };
  const page = { afterId: one.afterId, limit: recordsOfPage };
  const known =
    sample === null
      ? await listKnownAfter(database, scope, page)
      : await sampleKnown(database, scope, sample);
  const found = await findDifferences(deps, { object, known }, signal);
  const total = {
    ended: one.ended + found.ended.length,
    lookedAt: one.lookedAt + known.length,
  };
  const asks = !one.endsAreConfirmed && isSweep(total);
  const told = [...found.stale, ...(asks ? [] : found.ends)];
  await repair(deps, { changes: told, readAt: found.readAt });
  const counts = {
    ...{ lookedAt: known.length, inFlight: found.inFlight, stale: found.stale.length },
    ...{ ended: found.ended.length, repaired: told.length },
  };
  const isLast = sample !== null || known.length < recordsOfPage;
  const step = isLast ? ("source" as const) : ("known" as const);
  await keepReconciliationStep(database, id, { step, afterId: known.at(-1)?.id, ...counts });
  if (asks) await endReconciliation(database, id, { state: "asks", reason: null });
}

const everything = { all: [] };

/** Counts, and reads the CRM's own list page by page where the counts do not say that nothing is missing. */
async function readSource(
  deps: ReconcileDeps,
  one: ClaimedReconciliation,
  signal: AbortSignal,
): Promise<void> {
  const { adapter, database, eventLog } = deps;
  const { id, object, connection } = one;
  const scope = { connection, object };
  if (one.crmCount === null) {
    const { count, is } = await adapter.countMatching(object, everything, signal);
    await untilPlanned(eventLog, signal);
    const knownCount = await countKnown(database, scope);
    const counted = { step: "source" as const, crmCount: count, crmCountIs: is, knownCount };
    await keepReconciliationStep(database, id, counted);
    const isComplete = is === "exact" && count <= knownCount && one.sample !== null;
    if (isComplete) await endReconciliation(database, id, { state: "done", reason: null });
    return;
  }
  const cursor = await findCursor<Cursor>(database, connection, object);
  const scannedBeforeMs = adapter.scannedBeforeMs(cursor) ?? 0;
  const ask = { filter: everything, token: one.token, limit: recordsOfPage };
  const page = await adapter.readMatching(object, ask, signal);
  const ids = page.records.map(({ ref }) => ref.id);
  const known = new Map((await findKnownContent(database, scope, ids)).map((one) => [one.id, one]));
  const unknown = page.records.filter(({ ref }) => known.get(ref.id)?.hasEnded !== false);
  const listed = unknown.filter(({ version }) => Date.parse(version.vendorAt) < scannedBeforeMs);
  const { missing, readAt } = await readMissing(deps, { object, listed }, signal);
  const changes = missing.map((change) => asNewAs(known.get(change.ref.id), change));
  await repair(deps, { changes, readAt });
  await keepReconciliationStep(database, id, {
    ...{ step: "source", token: page.token, missing: missing.length },
    ...{ repaired: missing.length, inFlight: unknown.length - listed.length },
  });
  if (page.token === null) await endReconciliation(database, id, { state: "done", reason: null });
  await untilPlanned(eventLog, signal);
}
