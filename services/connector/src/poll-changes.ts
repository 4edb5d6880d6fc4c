import { newTraceparent, type ObjectName, topics } from "@fieldwork/contracts";
import {
  type Change,
  type CrmAdapter,
  type Cursor,
  type History,
  isResting,
  needsAdministrator,
  type Page,
  SeenVersions,
} from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { type AppError, type CheckedService, createTicker, type Logger } from "@fieldwork/runtime";
import { createRoleKeeper, type Database, findCursor, saveCursor } from "@fieldwork/store";
import { createPollPace } from "./next-poll.ts";
import { createReadClock } from "./read-clock.ts";

export interface PollChangesDeps {
  adapter: CrmAdapter;
  object: ObjectName;
  database: Database;
  eventLog: EventLog;
  everyMs: number;
  /** Unique among the processes that may read this object. */
  holder: string;
  leaseMs: number;
  /** Called after each page: how many changes were published and whether the scan continues. */
  onProgress?: ((progress: PollProgress) => void) | undefined;
  logger: Logger;
}

export interface PollProgress {
  connection: string;
  object: ObjectName;
  published: number;
  scanDone: boolean;
  /** Why it cannot be read until a person fixes something. */
  failure?: string | undefined;
}

const rememberedVersions = 20_000;
const takeOverMs = 100;
/** While the connection rests: checking whether it still does costs the CRM nothing. */
const lookAgainMs = 5000;
const longestBackoffMs = 60_000;

/**
 * Follows one object of one connection: reads a scan, publishes each page, and saves the cursor only
 * once the log has acknowledged the page. After a crash between the two the page is published again. Of
 * several processes one reads; another takes over when it falls silent.
 */
export function createPoll(deps: PollChangesDeps): CheckedService {
  const { adapter, object, database, eventLog, everyMs, leaseMs, logger } = deps;
  const { connection } = adapter;
  const seen = new SeenVersions(rememberedVersions);
  const pauseAfter = createPollPace(everyMs);
  const readStart = createReadClock();
  const reader = { role: `read ${connection}/${object}`, holder: deps.holder };
  const role = createRoleKeeper({ database, claim: reader, leaseMs, logger });

  async function publishPage(page: Page, askedAtMs: number): Promise<number> {
    const readAt = readStart(page.readAtMs ?? askedAtMs);
    const fresh = page.changes.filter((change) => !seen.has(change));
    if (fresh.length > 0) {
      await eventLog.publish(
        topics.recordChanged,
        fresh.map((change) => ({
          event: { ...change, readAt, ...(isHistory(change, page.history) && { isHistory: true }) },
          traceparent: newTraceparent(),
        })),
      );
      for (const change of fresh) seen.add(change);
    }
    return fresh.length;
  }

  const save = (cursor: Cursor) => saveCursor(database, { connection, object, cursor, reader });

  /** Before anything is published, so that history ends at the same moment for whoever reads on. */
  const keepEndOfHistory = async ({ history }: Page) =>
    history === undefined || save(history.restart);

  async function scan(signal: AbortSignal): Promise<number> {
    const from = await findCursor<Cursor>(database, connection, object);
    let cursor = from;
    let total = 0;
    let askedAtMs = Date.now();
    for await (const page of adapter.readChanges(object, from, signal)) {
      if (cursor === null && !(await keepEndOfHistory(page))) return takeOverMs;
      const published = await publishPage(page, askedAtMs);
      if (!(await save(page.cursor))) return takeOverMs;
      cursor = page.cursor;
      total += published;
      if (published > 0) logger.info({ connection, object, count: published }, "changes published");
      deps.onProgress?.({ connection, object, published, scanDone: false });
      askedAtMs = Date.now();
      if (signal.aborted) return 0;
    }
    deps.onProgress?.({ connection, object, published: 0, scanDone: true });
    return pauseAfter(total, adapter.quota());
  }

  const poll = createTicker({
    name: `connector ${connection}/${object}`,
    ...{ logger, longestBackoffMs, isFault },
    async tick(signal) {
      if (!role.isHeld()) return takeOverMs;
      try {
        return await scan(signal);
      } catch (error) {
        if (needsAdministrator(error)) {
          const failure = error.message;
          deps.onProgress?.({ connection, object, published: 0, scanDone: false, failure });
        }
        // The call that was told to wait has been logged; each check of the time is not news.
        if (isResting(error)) return Math.min(error.retryAfterMs ?? 0, lookAgainMs);
        throw error;
      }
    },
  });

  return {
    name: poll.name,
    check: poll.check,
    async start() {
      await role.start();
      await poll.start();
    },
    async stop() {
      await poll.stop();
      await role.stop();
    },
  };
}

/** An unreadable reply, again and again, is not an outage. */
function isFault({ retryable, code }: AppError): boolean {
  return !retryable || code === "crm_reply_malformed";
}

/** A deletion is news, whenever it was. */
function isHistory({ kind, version }: Change, history: History | undefined): boolean {
  if (history === undefined || kind === "deleted") return false;
  return Date.parse(version.vendorAt) < history.beforeMs;
}
