import { newTraceparent, type ObjectName, type RecordChanged, topics } from "@fieldwork/contracts";
import type { Change, CrmAdapter, Cursor, Page } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import { type Database, findCursor, saveCursor } from "@fieldwork/store";
import { SeenVersions } from "./seen-versions.ts";

export interface PollChangesDeps {
  adapter: CrmAdapter;
  object: ObjectName;
  database: Database;
  eventLog: EventLog;
  everyMs: number;
  /** Told after each page: how many changes were published and whether the scan goes on. */
  onProgress?: ((progress: PollProgress) => void) | undefined;
  logger: Logger;
}

export interface PollProgress {
  connection: string;
  object: ObjectName;
  published: number;
  scanDone: boolean;
}

const rememberedVersions = 20_000;

/**
 * Follows one object of one connection: reads a scan, publishes each page, and saves the cursor only
 * once the log has acknowledged the page. A crash between the two publishes the page again.
 */
export function createPoll(deps: PollChangesDeps): Ticker {
  const { adapter, object, database, eventLog, everyMs, logger } = deps;
  const { connection } = adapter;
  const seen = new SeenVersions(rememberedVersions);

  async function publishPage(page: Page, readAt: string): Promise<number> {
    const fresh = page.changes.filter((change) => {
      const { ref, version } = change.kind === "changed" ? change.record : change;
      return !seen.has(ref, version);
    });
    if (fresh.length > 0) {
      const events = fresh.map((change) => toEvent(change, readAt));
      await eventLog.publish(
        topics.recordChanged,
        events.map((event) => ({ event, traceparent: newTraceparent() })),
      );
      for (const { ref, version } of events) seen.add(ref, version);
    }
    return fresh.length;
  }

  return createTicker({
    name: `connector ${connection}/${object}`,
    logger,
    async tick(signal) {
      const cursor = await findCursor<Cursor>(database, connection, object);
      let readAt = new Date().toISOString();
      for await (const page of adapter.readChanges(object, cursor, signal)) {
        const published = await publishPage(page, readAt);
        await saveCursor(database, { connection, object, cursor: page.cursor });
        if (published > 0)
          logger.info({ connection, object, count: published }, "changes published");
        deps.onProgress?.({ connection, object, published, scanDone: false });
        readAt = new Date().toISOString();
        if (signal.aborted) return 0;
      }
      deps.onProgress?.({ connection, object, published: 0, scanDone: true });
      return everyMs;
    },
  });
}

function toEvent(change: Change, readAt: string): RecordChanged {
  return change.kind === "changed"
    ? { kind: "changed", ...change.record, readAt }
    : { kind: "deleted", ref: change.ref, version: change.version, readAt };
}
