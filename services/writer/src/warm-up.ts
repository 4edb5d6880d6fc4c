import { randomUUID } from "node:crypto";
import type { RecordChanged } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import type { Definitions, Enrichment } from "@fieldwork/enrichments";
import { AppError, createWarmUp, type Logger, type Service } from "@fieldwork/runtime";
import { createClaimKeeper, type Database } from "@fieldwork/store";
import { keepMadeUpAnswers, practise } from "@fieldwork/store/practice";
import type { WriterConfig } from "./config.ts";
import { createEndBatch } from "./end-batch.ts";
import { createFieldDescriptions } from "./field-descriptions.ts";
import { createOutputFollower } from "./follow-outputs.ts";
import { madeUpOutputs, standInFor } from "./made-up-records.ts";
import { createParentLeases } from "./parent-leases.ts";
import { createBatchWriter } from "./write-batch.ts";

export interface WarmUpDeps {
  config: WriterConfig;
  database: Database;
  adapters: ReadonlyMap<string, CrmAdapter>;
  definitions: Pick<Definitions, "current" | "named" | "load">;
  logger: Logger;
  /** How many batches to write, over all connections. */
  batches?: number | undefined;
  /** A slow machine begins its work all the same. */
  withinMs?: number | undefined;
}

const usualBatches = 40;
const recordsInABatch = 100;
const usualMs = 5000;

/** Writes batches of made-up answers. No CRM is asked, nothing is announced, and what the statements do is rolled back. */
export function createWriterWarmUp(deps: WarmUpDeps): Service {
  const { logger, batches = usualBatches, withinMs = usualMs } = deps;
  return createWarmUp({
    ...{ logger, withinMs },
    async practise(until) {
      const written = findWritten(deps);
      for (let batch = 0; batch < batches && performance.now() < until; batch++) {
        const next = written[batch % written.length];
        if (next) await writeMadeUp(deps, next);
      }
    },
  });
}

interface Written {
  adapter: CrmAdapter;
  enrichment: Enrichment;
}

/** One enrichment for each connection that has its object. */
function findWritten({ adapters, definitions }: WarmUpDeps): readonly Written[] {
  return [...adapters.values()].flatMap((adapter) => {
    const enrichment = definitions.current().find(({ object }) => adapter.objects.includes(object));
    return enrichment ? [{ adapter, enrichment }] : [];
  });
}

async function writeMadeUp(deps: WarmUpDeps, { adapter, enrichment }: Written): Promise<void> {
  const { config, definitions } = deps;
  const { object } = enrichment;
  const connection = `warm-up-${randomUUID()}`;
  const recordIds = Array.from({ length: recordsInABatch }, (_, index) => String(index));
  const outputs = madeUpOutputs(enrichment);
  const standIn = standInFor(adapter, { connection, enrichment });
  const logger = deps.logger.child({}, { level: "warn" });
  await practise(deps.database, async (practice) => {
    const database = { ...deps.database, ...practice };
    const known = { database, leaseMs: config.LEASE_MS, logger };
    const descriptions = createFieldDescriptions({ maxAgeMs: Number.POSITIVE_INFINITY });
    const write = createBatchWriter({
      ...{ config, database, definitions, descriptions },
      keeper: createClaimKeeper(known),
      parents: createParentLeases(known),
      holds: { isHeld: () => false },
      ending: createEndBatch({
        ...{ database, eventLog: { async publish() {} }, logger },
        isPreview: config.WRITE_MODE === "preview",
        maxFailures: config.WRITE_MAX_FAILURES,
      }),
    });
    const adapters = new Map([[connection, standIn]]);
    const follower = createOutputFollower({ database, adapters, descriptions, logger });
    const { name, hash } = enrichment;
    await keepMadeUpAnswers(practice, {
      ...{ connection, object, recordIds, outputs },
      ...{ enrichment: name, definitionHash: hash },
    });
    const { signal } = new AbortController();
    const { outcome } = await write({ adapter: standIn, object, limit: recordsInABatch }, signal);
    const expected = config.WRITE_MODE === "preview" ? "quiet" : "written";
    if (outcome !== expected) {
      const message = `a batch of practice ended as ${outcome}, not ${expected}`;
      throw new AppError(message, { code: "internal", retryable: false });
    }
    const live = await standIn.readRecords(object, recordIds, signal);
    const readAt = new Date().toISOString();
    const changes = live.map((record): RecordChanged => ({ kind: "changed", ...record, readAt }));
    await follower.handle(changes, signal);
  });
}
