import { randomUUID } from "node:crypto";
import { type RecordChanged, topics } from "@fieldwork/contracts";
import type { Definitions, Enrichment } from "@fieldwork/enrichments";
import { createWarmUp, type Logger, type Service } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { practise } from "@fieldwork/store/practice";
import { createChangeHandler } from "./handle-changes.ts";

export interface WarmUpDeps {
  database: Database;
  definitions: Pick<Definitions, "current">;
  logger: Logger;
  /** How many batches of changes to plan, over all enrichments. */
  batches?: number | undefined;
  /** A slow machine begins its work all the same. */
  withinMs?: number | undefined;
}

const usualBatches = 40;
const changesInABatch = 100;
const usualMs = 5000;

/** Plans made-up changes; what the statements do is rolled back. */
export function createPlannerWarmUp(deps: WarmUpDeps): Service {
  const { logger, definitions, batches = usualBatches, withinMs = usualMs } = deps;
  return createWarmUp({
    ...{ logger, withinMs },
    async practise(until) {
      const enrichments = definitions.current();
      for (let batch = 0; batch < batches && performance.now() < until; batch++) {
        const next = enrichments[batch % enrichments.length];
        if (next) await planMadeUp(deps, next);
      }
    },
  });
}

async function planMadeUp(
  { database, definitions }: WarmUpDeps,
  enrichment: Enrichment,
): Promise<void> {
  const { schema } = topics.recordChanged;
  const messages = madeUpChanges(enrichment).map((change) => JSON.stringify(change));
  const changes = messages.map((message) => ({
    ...{ event: schema.parse(JSON.parse(message)), traceparent: undefined },
  }));
  await practise(database, async (practice) => {
    const handle = createChangeHandler({
      ...{ database: { ...database, ...practice }, definitions },
      filterable: { current: () => new Map() },
    });
    await handle(changes);
  });
}

/** Of records that nobody has, on a connection that there is not. */
function madeUpChanges({ object, inputs, outputs }: Enrichment): readonly RecordChanged[] {
  const connection = `warm-up-${randomUUID()}`;
  const readAt = new Date().toISOString();
  return Array.from({ length: changesInABatch }, (_, number) => ({
    kind: "changed",
    ref: { connection, object, id: String(number) },
    version: { vendorAt: readAt, contentHash: String(number) },
    fields: Object.fromEntries(
      inputs.map(({ field }) => [
        field,
        `It is office ${number} of a company that sells to the towns around.`,
      ]),
    ),
    outputs: Object.fromEntries(outputs.map(({ field }) => [field, null])),
    readAt,
  }));
}
