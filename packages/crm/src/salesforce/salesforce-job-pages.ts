import { type BulkPage, type BulkPlace, readBulkResults } from "./salesforce-bulk.ts";
import type { SalesforceClient } from "./salesforce-client.ts";

/**
 * The pages of jobs that are read bit by bit, so that each is fetched once: the one in hand, and the next one
 * while that is used up. Never more: whatever the job has made ready, two pages are the most in memory.
 */
export interface JobPages {
  /** Undefined where the job is gone. */
  read(place: BulkPlace, signal: AbortSignal): Promise<BulkPage | undefined>;
  /** Fetches it meanwhile; whoever reads it then is told what became of that. */
  readAhead(place: BulkPlace): void;
  close(): void;
}

const mostKept = 2;
/** A read that somebody cancelled, or another process carries on, leaves its pages behind. */
const idleMs = 60_000;

export function createJobPages(
  client: Pick<SalesforceClient, "request">,
  maxRecords: number,
): JobPages {
  const kept = new Map<string, Promise<BulkPage | undefined>>();
  const closing = new AbortController();
  let idle: NodeJS.Timeout | undefined;

  function fetch(place: BulkPlace, signal: AbortSignal): Promise<BulkPage | undefined> {
    const key = keyOf(place);
    const page = readBulkResults(client, { ...place, maxRecords }, signal);
    kept.set(key, page);
    const forget = () => {
      if (kept.get(key) === page) kept.delete(key);
    };
    page.then((found) => found ?? forget(), forget);
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
    return page;
  }
  function keepAwhile(): void {
    clearTimeout(idle);
    if (!closing.signal.aborted) idle = setTimeout(() => kept.clear(), idleMs);
  }
  return {
    read(place, signal) {
      keepAwhile();
      return kept.get(keyOf(place)) ?? fetch(place, signal);
    },
    readAhead(place) {
      if (closing.signal.aborted || kept.has(keyOf(place))) return;
      void fetch(place, closing.signal).catch(() => undefined);
    },
    close() {
      closing.abort();
      clearTimeout(idle);
      kept.clear();
    },
  };
}

function keyOf({ id, locator = "" }: BulkPlace): string {
  return `${id} ${locator}`;
}
