import { newTraceparent, type RecordChanged, topics } from "@fieldwork/contracts";
import { type CrmAdapter, isHiddenFromUs, isResting } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { type ClaimedHint, claimHints, endHints, releaseHints } from "@fieldwork/store/hints";
import { followTold, hintedKind } from "../activities/told-activities.ts";
import type { WantedFields } from "../activities/wanted-kinds.ts";
import { createReadClock } from "../read-clock.ts";
import { changesToTell } from "./changes-to-tell.ts";

export interface HintedReadsDeps {
  adapter: CrmAdapter;
  database: Database;
  eventLog: EventLog;
  leaseMs: number;
  wants: WantedFields;
  logger: Logger;
}

const lookEveryMs = 1000;
/** While the connection rests: checking whether it still does costs the CRM nothing. */
const lookAgainMs = 5000;
const batchesAtOnce = 5;

/**
 * Reads the records that the CRM says have changed, in batches, and publishes what they are now. Any
 * number may run; what one of them does not end, another takes once the lease has lapsed.
 */
export function createHintedReads(deps: HintedReadsDeps): Ticker {
  const { adapter, database, leaseMs, logger } = deps;
  const { connection } = adapter;
  const limit = adapter.maxReadBatch * batchesAtOnce;
  return createTicker({
    name: `hinted reads ${connection}`,
    logger,
    async tick(signal) {
      const hints = await claimHints(database, { connection, limit, leaseMs });
      const read: HintsRead[] = [];
      for (const [object, some] of Map.groupBy(hints, (hint) => hint.object)) {
        read.push(await readOfObject(deps, { object, hints: some }, signal));
      }
      const failure = read.find(({ error }) => error !== undefined)?.error;
      if (isResting(failure)) return Math.min(failure.retryAfterMs ?? 0, lookAgainMs);
      if (failure !== undefined) throw failure;
      const isMore = hints.length === limit || read.some((one) => one.isMore);
      return isMore ? 0 : lookEveryMs;
    },
  });
}

interface HintsRead {
  isMore?: boolean;
  error?: unknown;
}

interface ObjectHints {
  object: ClaimedHint["object"];
  hints: readonly ClaimedHint[];
}

/** What fails for one object keeps the hints of no other from being read. */
async function readOfObject(
  deps: HintedReadsDeps,
  { object, hints }: ObjectHints,
  signal: AbortSignal,
): Promise<HintsRead> {
  const { adapter, database, logger } = deps;
  const { connection } = adapter;
  try {
    const kind = hintedKind(object);
    const isMore = kind !== undefined && (await followTold(deps, { kind, hints }, signal));
    if (kind === undefined) await publishRead(deps, { object, hints }, signal);
    await endHints(database, connection, hints);
    return { isMore };
  } catch (error) {
    if (isHiddenFromUs(error)) {
      // They keep their lease: those of others have their turn before they are read again.
      logger.warn({ err: error, connection, object }, "what is told of it is hidden from us");
      return {};
    }
    await releaseHints(database, connection, hints);
    return { error };
  }
}

const readStart = createReadClock();

async function publishRead(
  { adapter, eventLog }: HintedReadsDeps,
  { object, hints }: { object: RecordChanged["ref"]["object"]; hints: readonly ClaimedHint[] },
  signal: AbortSignal,
): Promise<void> {
  const { connection } = adapter;
  const readAt = readStart();
  const ids = hints.map(({ id }) => id);
  const shown = await adapter.readNow(object, ids, signal);
  const changes = changesToTell(shown, { connection, object, hints });
  await eventLog.publish(
    topics.recordChanged,
    changes.map((change) => ({
      event: { ...change, readAt },
      traceparent: newTraceparent(),
    })),
  );
}
