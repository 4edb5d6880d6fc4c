import { newTraceparent, type RecordChanged, topics } from "@fieldwork/contracts";
import { type CrmAdapter, isResting } from "@fieldwork/crm";
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
      let isMore = hints.length === limit;
      try {
        for (const [object, some] of Map.groupBy(hints, (hint) => hint.object)) {
          const kind = hintedKind(object);
          if (kind === undefined) await read(deps, { object, hints: some }, signal);
          else isMore = (await followTold(deps, { kind, hints: some }, signal)) || isMore;
          await endHints(database, connection, some);
        }
      } catch (error) {
        await releaseHints(database, connection, hints);
        if (isResting(error)) return Math.min(error.retryAfterMs ?? 0, lookAgainMs);
        throw error;
      }
      return isMore ? 0 : lookEveryMs;
    },
  });
}

const readStart = createReadClock();

async function read(
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
