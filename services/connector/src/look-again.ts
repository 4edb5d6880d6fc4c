import { newTraceparent, type ObjectName, type RecordChanged, topics } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { createTicker, type Logger, type Service } from "@fieldwork/runtime";
import { createRoleKeeper, type Database, findWaitingForInput } from "@fieldwork/store";
import { createReadClock } from "./read-clock.ts";

export interface LookAgainDeps {
  adapter: CrmAdapter;
  object: ObjectName;
  database: Database;
  eventLog: EventLog;
  /** Unique among the processes that may look. */
  holder: string;
  leaseMs: number;
  /** Doubles while nothing is shown. */
  everyMs: number;
  logger: Logger;
}

const takeOverMs = 100;
const longestDoublings = 4;

/**
 * Reads records again whose work waits for an input that the CRM hid from us, and publishes those that
 * it shows by now: when a field becomes visible, no timestamp changes, so no scan would return the
 * record. While nothing is shown, it reads one page of them now and then.
 */
export function createLookAgain(deps: LookAgainDeps): Service {
  const { adapter, object, database, eventLog, leaseMs, everyMs, logger } = deps;
  const scope = { connection: adapter.connection, object };
  const reader = { role: `look again ${scope.connection}/${object}`, holder: deps.holder };
  const role = createRoleKeeper({ database, claim: reader, leaseMs, logger });
  const readStart = createReadClock();
  let afterId = "0";
  let doublings = 0;

  /** Publishes what the next page shows, and returns how many; after the last page comes the first. */
  async function lookAtNext(signal: AbortSignal): Promise<number> {
    const ask = { ...scope, afterId, limit: adapter.maxReadBatch };
    const waiting = await findWaitingForInput(database, ask);
    afterId = waiting.at(-1)?.workId ?? "0";
    const known = new Map(waiting.map(({ recordId, contentHash }) => [recordId, contentHash]));
    const readAt = readStart();
    const records = await adapter.readRecords(object, [...known.keys()], signal);
    const shown = records.filter(({ ref, version }) => known.get(ref.id) !== version.contentHash);
    if (shown.length > 0) {
      const events = shown.map((record): RecordChanged => ({ kind: "changed", ...record, readAt }));
      await eventLog.publish(
        topics.recordChanged,
        events.map((event) => ({ event, traceparent: newTraceparent() })),
      );
      logger.info({ ...scope, count: shown.length }, "inputs that were hidden can be read again");
    }
    return shown.length;
  }

  const looking = createTicker({
    name: reader.role,
    logger,
    async tick(signal) {
      if (!role.isHeld()) return takeOverMs;
      const [anyone] = await findWaitingForInput(database, { ...scope, afterId: "0", limit: 1 });
      if (anyone === undefined) return everyMs;
      // What an adapter remembers about the fields may be older than what the CRM shows.
      await adapter.describeFields(object, signal);
      let isAnyShown = false;
      while (!signal.aborted && (await lookAtNext(signal)) > 0) isAnyShown = true;
      doublings = isAnyShown ? 0 : Math.min(longestDoublings, doublings + 1);
      return everyMs * 2 ** doublings;
    },
  });

  return {
    name: looking.name,
    async start() {
      await role.start();
      await looking.start();
    },
    async stop() {
      await looking.stop();
      await role.stop();
    },
  };
}
