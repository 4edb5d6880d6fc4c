import { type Budget, createPostgresBudget } from "@fieldwork/budget";
import type { Definitions, Enrichment } from "@fieldwork/enrichments";
import type { EventLog } from "@fieldwork/event-log";
import { createChangeHandler, stepBackfill } from "@fieldwork/planner/steps";
import { loadConfig } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import {
  coveringHold,
  createClaimKeeper,
  type Database,
  findHolds,
  returnLapsed,
  setBudgets,
} from "@fieldwork/store";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { writerConfig } from "@fieldwork/writer";
import {
  createBatchWriter,
  createEndBatch,
  createFieldDescriptions,
  createParentLeases,
  type WriteBatch,
} from "@fieldwork/writer/steps";
import { type BrokenWrite, connection, type MemoryCrm, output } from "./memory-crm.ts";

export const leaseMs = 60_000;
const most = 100;
const never = new AbortController().signal;

export const profile: Enrichment = {
  ...{ name: "profile", description: "Industry of a company", object: "company" },
  inputs: [{ field: "description", required: true, maxChars: 4000 }],
  outputs: [
    {
      ...{ name: "industry", field: output, label: "AI industry", type: "text", maxChars: 100 },
      ...{ policy: "own-or-empty", reviewBelow: 0 },
    },
  ],
  ...{ route: ["baseline/x"], maxOutputTokens: 100, prompt: "Classify.", hash: "d1" },
  ...{ promptVersion: "v1", examples: [], cases: [] },
};

/** What a call costs, and what it is taken to cost at most. */
export const costNanoUsd = 5n;
export const boundNanoUsd = 8n;

/** Where worlds are kept, one at a time. */
export interface WorldStore {
  database: Database;
  reader: Reader;
  budget: Budget;
}

/** The store of a run, with everything that was done to it. */
export interface World extends WorldStore {
  crm: MemoryCrm;
  /** Backfills in the order of their creation, with the number of their records. */
  runs: { id: string; records: number }[];
  /** Fingerprints that were paid for, in order. */
  paid: string[];
  /** What may be spent in all. */
  limitNanoUsd: bigint;
  /** Calls that were in flight when their process died. */
  lostCalls: number;
  /** What must never have happened, as it was seen. */
  wrongs: string[];
}

export async function openWorldStore(): Promise<WorldStore & TestStore> {
  const store = await openTestStore();
  const { database } = store;
  const session = { connectionString: store.url, max: 2, applicationName: "test" };
  const budget = createPostgresBudget({ database, gatherMs: 0, logger: testLogger() });
  return { ...store, reader: createReader(session), budget };
}

/** With money for so many calls at most; without a number, for all that come. */
export async function createWorld(
  { database, reader, budget }: WorldStore,
  crm: MemoryCrm,
  calls = 1_000_000,
): Promise<World> {
  await database.query(
    `truncate backfill, record, work, answer, hold, write_order, write_intent, field_ledger, definition,
       owner_change, output_hint, audit, model_call, budget, budget_spec cascade`,
  );
  await database.query(
    `insert into definition (name, hash, content, is_current, released_by)
     values ('profile', 'd1', '{"object": "company"}', true, 'ann')`,
  );
  const world: World = {
    ...{ database, reader, budget, crm, runs: [], paid: [], lostCalls: 0, wrongs: [] },
    limitNanoUsd: 0n,
  };
  await allow(world, calls);
  await handlerOf(world)(
    crm.read(crm.records.keys()).map((event) => ({
      event: { ...event, isHistory: true },
      traceparent: undefined,
    })),
  );
  return world;
}

/** From now on there is money for so many calls at most, as many of them as were made already included. */
export async function allow(world: World, calls: number): Promise<void> {
  world.limitNanoUsd = BigInt(calls) * boundNanoUsd;
  const { database, limitNanoUsd } = world;
  await setBudgets(database, [{ of: "total", per: "once", limitNanoUsd }]);
}

function handlerOf({ database }: Pick<World, "database">) {
  const definitions = { current: () => [profile] };
  return createChangeHandler({ database, definitions, filterable: { current: () => new Map() } });
}

/** Reads what was edited. After a crash in between, it is read again. */
export async function poll(world: World, { isCut = false } = {}): Promise<void> {
  const { crm } = world;
  const events = crm.read(crm.unread);
  await handlerOf(world)(events.map((event) => ({ event, traceparent: undefined })));
  if (!isCut) crm.unread.clear();
}

export async function drive(world: World, { isCut = false } = {}): Promise<void> {
  const { database } = world;
  await database.query("update backfill set next_at = now() - interval '1 second'");
  const handle = handlerOf(world);
  const cut: typeof handle = async (changes) => {
    await handle(changes);
    throw new Error("cut");
  };
  await stepBackfill({ database, handle: isCut ? cut : handle }).catch((error: unknown) => {
    if (!(error instanceof Error) || !error.message.endsWith("cut")) throw error;
  });
}

/** Writes what is answered and ordered. `between` happens after the records were read. */
export async function write(
  world: World,
  {
    cut,
    between,
  }: { cut?: BrokenWrite | undefined; between?: (() => Promise<void>) | undefined } = {},
): Promise<void> {
  const { crm } = world;
  const died = new Promise<void>((happened) => {
    const broken = cut && { broken: cut, happened };
    crm.next = { read: between, write: broken };
  });
  const written = batchWriterOf(world)(
    { adapter: crm.adapter, object: "company", limit: most },
    never,
  );
  await Promise.race([written, died]);
  crm.next = { read: undefined, write: undefined };
}

/** As a process of its own. */
export function batchWriterOf({ database }: Pick<World, "database">): WriteBatch {
  const logger = testLogger();
  const settings = { LEASE_MS: `${leaseMs}`, WRITE_READ_MAX_AGE_MS: "60000" };
  const config = loadConfig(writerConfig, settings);
  const eventLog = { publish: async () => undefined } as unknown as EventLog;
  const ending = createEndBatch({ database, eventLog, maxFailures: 5, isPreview: false, logger });
  const definitions = { named: () => profile, load: async () => undefined };
  return createBatchWriter({
    ...{
      config,
      database,
      definitions: definitions as Pick<Definitions, "named" | "load">,
      ending,
    },
    keeper: createClaimKeeper({ database, leaseMs, logger }),
    descriptions: createFieldDescriptions({ maxAgeMs: 60_000 }),
    // As a process that has not heard of the newest order yet.
    holds: { isHeld: () => false },
    parents: createParentLeases({ database, leaseMs, logger }),
    windows: { note: () => undefined },
  });
}

/** Whether writes of these records were opened though they are held. */
export async function noteHeldWrites(world: World, ids: readonly string[]): Promise<void> {
  const { database, wrongs } = world;
  const { holds } = await findHolds(database);
  const open = await database.query<{ id: string; wantedBy: string[] }>(
    `select record_id as id, wanted_by as "wantedBy" from write_intent
     where state = 'open' and record_id = any($1)`,
    [ids],
  );
  for (const { id, wantedBy } of open) {
    const ref = { connection, object: "company", id } as const;
    const subject = { ref, enrichment: profile.name, wantedBy: wantedBy as never, model: null };
    if (coveringHold(holds, subject))
      wrongs.push(`G6: ${id} was written for ${wantedBy} though held`);
  }
}

/** Whoever was cut off has been silent for the length of a lease. */
export async function lapse({ database }: Pick<World, "database">): Promise<void> {
  const past = "lease_until = now() - interval '1 second'";
  await database.query(`update work set ${past} where state in ('asking', 'writing')`);
  await database.query(`update write_order set ${past} where state = 'writing'`);
  await database.query(`update answer set ${past} where state = 'asking'`);
  await database.query("update work set state = 'ready', lane = null where state = 'dispatched'");
  await database.query("update work set due_at = now() where reason_code = 'budget-exhausted'");
  await returnLapsed(database);
}
