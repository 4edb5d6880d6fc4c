import { randomUUID } from "node:crypto";
import { type FieldValues, newTraceparent, type RecordChanged, topics } from "@fieldwork/contracts";
import type { Definitions, Enrichment } from "@fieldwork/enrichments";
import { passThrough } from "@fieldwork/event-log";
import { createWarmUp, type Logger, practiseInTurn, type Service } from "@fieldwork/runtime";
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

const usualBatches = 150;
const changesInABatch = 100;
const usualMs = 5000;

/** Plans made-up changes; what the statements do is rolled back. */
export function createPlannerWarmUp(deps: WarmUpDeps): Service {
  const { logger, definitions, batches: rounds = usualBatches, withinMs = usualMs } = deps;
  return createWarmUp({
    ...{ logger, withinMs },
    async practise(until) {
      await practiseInTurn(definitions.current(), { rounds, until }, (enrichment) =>
        planMadeUp(deps, enrichment),
      );
    },
  });
}

async function planMadeUp(
  { database, definitions }: WarmUpDeps,
  enrichment: Enrichment,
): Promise<void> {
  const changes = await passThrough(
    topics.recordChanged,
    madeUpChanges(enrichment).map((event) => ({ event, traceparent: newTraceparent() })),
  );
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
    fields: {
      ...otherFields(number),
      ...Object.fromEntries(
        inputs.map(({ field }, index) => [field, (number + index) % 5 === 0 ? null : said(number)]),
      ),
    },
    outputs: Object.fromEntries(outputs.map(({ field }) => [field, null])),
    readAt,
  }));
}

/** Every CRM has others beside the inputs: code that is compiled for those of one would be compiled again for the next. */
function otherFields(number: number): FieldValues {
  const count = number % 8;
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`other${index}`, null]));
}

function said(number: number): string {
  return `It is office ${number} of a company that sells to the towns around.`;
}
