import { liveWanter, recordKey } from "@fieldwork/contracts";
import { createInstruments, createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import { type Database, findHolds, type PlannedWork, placeHold } from "@fieldwork/store";
import { findOwnWrites, type OwnWrites, type WorkRef } from "@fieldwork/store/loops";
import { changesToJudge, type InputChange, judgeLoop } from "./judge-loop.ts";

/** Finds records that change again after each of our writes, and parks them. */
export interface LoopWatch extends Ticker {
  /** Told of what every batch of changes calls for; costs no statement. */
  note(work: readonly PlannedWork[]): void;
}

export interface LoopWatchDeps {
  database: Database;
  rounds: number;
  everyMs?: number;
  /** Of the records that changed last. */
  mostKnown?: number;
  nowMs?: () => number;
  logger: Logger;
}

interface Watched extends WorkRef {
  changes: InputChange[];
}

/** What a record was changed before is another story. */
const forgottenMs = 3_600_000;
const atOnce = 100;
/** Of one connection: of more, its automation is the cause, and all of its records would follow. */
export const mostParked = 25;
export const parkedBy = "fieldwork";

const instruments = createInstruments((meter) =>
  meter.createCounter("fieldwork.records.parked", {
    description: "records that changed again after each of our writes, and were parked",
  }),
);

/**
 * What changes is remembered in this process alone, for as long as little else changes; only a record that
 * changed often enough is looked up. A partition of the log has one planner, so a record has one watch; after
 * a restart it takes so many rounds anew.
 */
export function createLoopWatch({
  database,
  rounds,
  everyMs = 1000,
  mostKnown = 20_000,
  nowMs = Date.now,
  logger,
}: LoopWatchDeps): LoopWatch {
  const mostChanges = changesToJudge(rounds);
  const watched = new Map<string, Watched>();
  const suspects = new Set<string>();

  const ticker = createTicker({
    name: "loop watch",
    logger,
    async tick() {
      const keys = [...suspects].slice(0, atOnce);
      for (const key of keys) suspects.delete(key);
      const asked = keys.flatMap((key) => watched.get(key) ?? []);
      if (asked.length > 0) await judge(asked);
      return suspects.size > 0 ? 0 : everyMs;
    },
  });

  async function judge(asked: readonly Watched[]): Promise<void> {
    for (const own of await findOwnWrites(database, asked, mostChanges + 1)) {
      const { changes = [] } = watched.get(keyOf(own)) ?? {};
      const loop = judgeLoop({ changes, writes: own.writes }, rounds);
      if (loop === undefined) continue;
      watched.delete(keyOf(own));
      await park(own, loop);
    }
  }

  async function park(
    { ref, enrichment }: OwnWrites,
    { count, afterMs }: { count: number; afterMs: number },
  ): Promise<void> {
    const seconds = Math.max(1, Math.ceil(afterMs / 1000));
    const why = `what ${enrichment} reads of it changed again within ${seconds} s of each of our last ${count} writes: an automation of the CRM seems to change it`;
    await hold("record", recordKey(ref), why);
    logger.warn({ ref, enrichment, count, afterMs }, "a record that keeps coming back is parked");
    instruments()?.add(1, { connection: ref.connection, enrichment });
    const { holds } = await findHolds(database);
    const parked = holds.filter(
      ({ scope, target, heldBy }) =>
        scope === "record" && heldBy === parkedBy && target.startsWith(`${ref.connection}/`),
    );
    if (parked.length < mostParked) return;
    const all = `${parked.length} records of it keep coming back after our writes: an automation of the CRM seems to change what ${enrichment} reads`;
    await hold("connection", ref.connection, all);
    logger.error({ connection: ref.connection, parked: parked.length }, "a connection is paused");
  }

  async function hold(scope: "record" | "connection", target: string, why: string): Promise<void> {
    await placeHold(database, { scope, target, action: "paused", heldBy: parkedBy, why });
  }

  return {
    ...ticker,
    note(work) {
      const seenMs = nowMs();
      for (const { ref, enrichment, wantedBy, vendorAt } of work) {
        if (!wantedBy.includes(liveWanter)) continue;
        const key = keyOf({ ref, enrichment });
        const { changes = [] } = watched.get(key) ?? {};
        const vendorMs = Date.parse(vendorAt);
        // The last to change stands last.
        watched.delete(key);
        const recent = changes.filter((one) => one.seenMs > seenMs - forgottenMs);
        const known = [...recent.slice(1 - mostChanges), { seenMs, vendorMs }];
        watched.set(key, { ref, enrichment, changes: known });
        if (known.length >= rounds) suspects.add(key);
      }
      for (const key of watched.keys()) {
        if (watched.size <= mostKnown) break;
        watched.delete(key);
      }
    },
  };
}

function keyOf({ ref, enrichment }: WorkRef): string {
  return `${recordKey(ref)} ${enrichment}`;
}
