import { newTraceparent, type RecordChanged, topics } from "@fieldwork/contracts";
import { type CrmStandIn, createRestingAdapter } from "@fieldwork/crm";
import type { Definitions, Enrichment } from "@fieldwork/enrichments";
import { type EventLog, passThrough } from "@fieldwork/event-log";
import { AppError, createWarmUp, practiseInTurn, type Service } from "@fieldwork/runtime";
import { createClaimKeeper, createConnectionRests, type Database } from "@fieldwork/store";
import { keepMadeUpAnswers, practise } from "@fieldwork/store/practice";
import type { WriterConfig } from "./config.ts";
import { createEndBatch } from "./end-batch.ts";
import { createFieldDescriptions } from "./field-descriptions.ts";
import { createOutputFollower } from "./follow-outputs.ts";
import { madeUpOutputs } from "./made-up-outputs.ts";
import { createParentLeases } from "./parent-leases.ts";
import { openPracticeAccounts, type PracticeAccountsDeps } from "./practice-accounts.ts";
import { createBatchWriter } from "./write-batch.ts";

export interface WarmUpDeps extends Omit<PracticeAccountsDeps, "redisUrl"> {
  config: WriterConfig & { REDIS_URL: string };
  database: Database;
  definitions: Pick<Definitions, "current" | "named" | "load">;
  /** How many batches to write, over all connections. */
  batches?: number | undefined;
  /** A slow machine begins its work all the same. */
  withinMs?: number | undefined;
}

const usualBatches = 100;
const recordsInABatch = 100;
const usualMs = 10_000;
/** After that, the batch that has begun may still end. */
const lastEndsWithinMs = 5000;

/**
 * Writes batches of made-up answers into accounts that are servers in this process. No CRM is asked, nothing is
 * announced, and what the statements do is rolled back.
 */
export function createWriterWarmUp(deps: WarmUpDeps): Service {
  const { config, definitions, batches: rounds = usualBatches, withinMs = usualMs } = deps;
  const logger = deps.logger.child({}, { level: "warn" });
  return createWarmUp({
    ...{ logger: deps.logger, withinMs },
    async practise(until) {
      const accounts = await openPracticeAccounts({ ...deps, redisUrl: config.REDIS_URL, logger });
      const leftMs = Math.max(0, Math.round(until - performance.now()));
      const signal = AbortSignal.timeout(leftMs + lastEndsWithinMs);
      const written = accounts.standIns.flatMap((standIn) =>
        writtenTo(standIn, definitions.current()),
      );
      try {
        await practiseInTurn(written, { rounds, until }, (one) =>
          writeMadeUp({ ...deps, logger }, one, signal),
        );
      } finally {
        await accounts.close();
      }
    },
  });
}

interface Written {
  standIn: CrmStandIn;
  enrichment: Enrichment;
}

/** One enrichment for each connection that has its object. */
function writtenTo(standIn: CrmStandIn, current: readonly Enrichment[]): Written[] {
  const enrichment = current.find(({ object }) => standIn.adapter.objects.includes(object));
  return enrichment ? [{ standIn, enrichment }] : [];
}

async function writeMadeUp(
  { config, definitions, logger, ...deps }: WarmUpDeps,
  { standIn, enrichment }: Written,
  signal: AbortSignal,
): Promise<void> {
  const { name, hash, object } = enrichment;
  const { connection } = standIn.adapter;
  const recordIds = Array.from({ length: recordsInABatch }, (_, index) => standIn.idOf(index));
  await practise(deps.database, async (practice) => {
    const database = { ...deps.database, ...practice };
    const rests = createConnectionRests(database, "writer");
    const adapter = createRestingAdapter(standIn.adapter, { rests, logger });
    const known = { database, leaseMs: config.LEASE_MS, logger };
    const descriptions = createFieldDescriptions({ maxAgeMs: Number.POSITIVE_INFINITY });
    const write = createBatchWriter({
      ...{ config, database, definitions, descriptions },
      keeper: createClaimKeeper(known),
      parents: createParentLeases(known),
      holds: { isHeld: () => false },
      ending: createEndBatch({
        ...{ database, eventLog: practiceLog, logger },
        isPreview: config.WRITE_MODE === "preview",
        maxFailures: config.WRITE_MAX_FAILURES,
      }),
    });
    const adapters = new Map([[connection, adapter]]);
    const follower = createOutputFollower({ database, adapters, descriptions, logger });
    await keepMadeUpAnswers(practice, {
      ...{ connection, object, enrichment: name, definitionHash: hash },
      answers: recordIds.map((recordId, index) => ({
        recordId,
        outputs: madeUpOutputs(enrichment, index),
      })),
    });
    const { outcome } = await write({ adapter, object, limit: recordsInABatch }, signal);
    const expected = config.WRITE_MODE === "preview" ? "quiet" : "written";
    if (outcome !== expected) {
      const message = `a batch of practice ended as ${outcome}, not ${expected}`;
      throw new AppError(message, { code: "internal", retryable: false });
    }
    const live = await adapter.readRecords(object, recordIds, signal);
    const readAt = new Date().toISOString();
    const changes = live.map((record): RecordChanged => ({ kind: "changed", ...record, readAt }));
    const received = await passThrough(
      topics.recordChanged,
      changes.map((event) => ({ event, traceparent: newTraceparent() })),
    );
    await follower.handle(
      received.map(({ event }) => event),
      signal,
    );
  });
}

const practiceLog: Pick<EventLog, "publish"> = {
  async publish(topic, events) {
    await passThrough(topic, events);
  },
};
