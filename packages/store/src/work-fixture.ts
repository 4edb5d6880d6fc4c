import { randomUUID } from "node:crypto";
import type { WakeUp, Wanter } from "@fieldwork/contracts";
import { keepAnswers } from "./answers.ts";
import { type ClaimedWrite, claimWrites } from "./claim-writes.ts";
import type { Database } from "./database.ts";
import { openTestStore } from "./testing.ts";
import { type ClaimedAsk, claimAsks } from "./work-asking.ts";
import { type TakenWakeUp, type TakeReady, takeReady } from "./work-dispatch.ts";
import { keepPlan } from "./work-planning.ts";

const leaseMs = 10_000;

export interface WorkFixture {
  database: Database;
  /** Plans a version of a record; returns how many rows became ready. */
  plan(id: string, text: string, options?: PlanOptions): Promise<number>;
  take(limit?: number, lane?: string): Promise<TakenWakeUp[]>;
  takeOf(ask: Pick<TakeReady, "limit" | "places">): Promise<TakenWakeUp[]>;
  claim(wakeUp: WakeUp): Promise<ClaimedAsk[]>;
  claimAll(): Promise<ClaimedAsk[]>;
  /** What is there to ask alone. */
  claimOne(): Promise<ClaimedAsk>;
  /** Keeps an answer that was paid for it. */
  answer(ask: ClaimedAsk, fingerprint?: string): Promise<void>;
  claimDueWrites(): Promise<ClaimedWrite[]>;
  states(): Promise<Record<string, string>>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface PlanOptions {
  /** The second in which its read began. */
  read?: number;
  /** The second of the CRM's timestamp. */
  at?: number;
  /** Not of the record itself. */
  isFromSearch?: boolean;
  deleted?: boolean;
  state?: "ready" | "hidden" | "skipped";
  wantedBy?: readonly Wanter[];
}

/** A migrated database, with what the tests of `work` do in it. */
export async function createWorkFixture(): Promise<WorkFixture> {
  const { database, drop } = await openTestStore();
  const takeOf = (ask: Pick<TakeReady, "limit" | "places">, lane = "baseline") =>
    takeReady(database, { ...ask, lane, enrichments: ["profile"] });
  const take = (limit = 100, lane = "baseline") =>
    takeOf({ limit, places: { live: limit, backfill: 0 } }, lane);
  function claim(...wakeUps: WakeUp[]): Promise<ClaimedAsk[]> {
    const asks = wakeUps.map((wakeUp) => ({ ...wakeUp, token: randomUUID() }));
    return claimAsks(database, { asks, leaseMs, definitions: { profile: "d1" } });
  }
  return {
    database,
    claim,
    plan: (id, text, options = {}) => planRecord(database, { id, text, ...options }),
    take,
    takeOf,
    claimAll: async () => claim(...(await take())),
    async claimOne() {
      const [ask] = await claim(...(await take()));
      if (ask === undefined) throw new Error("nothing was claimed");
      return ask;
    },
    async answer(ask, fingerprint = "f") {
      const { workId, enrichment } = ask;
      const paid = {
        ...{ fingerprint, workId, enrichment, promptVersion: "v", definitionHash: "d1" },
        ...{ provider: "openai", model: "m", costNanoUsd: 7n },
        outputs: { industry: { value: "Energy", confidence: 1, evidence: null } },
      };
      await keepAnswers(database, [{ ...ask, fingerprint, paid }]);
    },
    claimDueWrites: () =>
      claimWrites(database, {
        ...{ connection: "hubspot", object: "company", limit: 10, maxBatch: 10 },
        ...{ token: randomUUID(), leaseMs, withOrders: true },
      }),
    async states() {
      const rows = await database.query<{ record_id: string; state: string }>(
        "select record_id, state from work",
      );
      return Object.fromEntries(rows.map(({ record_id, state }) => [record_id, state]));
    },
    async clear() {
      await database.query("truncate record, work, answer, lane restart identity");
    },
    close: drop,
  };
}

export function readStart(second: number): string {
  return new Date(Date.UTC(2026, 5, 1) + second * 1000).toISOString();
}

function planRecord(
  database: Database,
  {
    id,
    text,
    read = 1,
    at = 0,
    isFromSearch = false,
    deleted = false,
    state = "ready",
    wantedBy = ["live"],
  }: { id: string; text: string } & PlanOptions,
): Promise<number> {
  const ref = { connection: "hubspot", object: "company" as const, id };
  const vendorAt = new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString();
  const directReadAt = isFromSearch ? null : readStart(read);
  return keepPlan(database, {
    records: [
      {
        ...{ ref, vendorAt, readAt: readStart(read), directReadAt, contentHash: text },
        ...{ fields: { description: text }, outputs: {}, deleted, traceparent: null },
      },
    ],
    work: [
      {
        ...{ ref, enrichment: "profile", inputHash: text, wantedBy },
        ...{ state, reason: null, vendorAt, traceparent: null },
      },
    ],
  });
}
