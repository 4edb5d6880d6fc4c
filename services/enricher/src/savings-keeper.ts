import { createInstruments, createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { addSavings, type Saving } from "@fieldwork/store/known-answers";

export interface SavingsKeeper extends Omit<Ticker, "wake"> {
  /** An answer that cost so much was known. */
  note(enrichment: string, costNanoUsd: bigint): void;
}

const keepEveryMs = 2000;

const saved = createInstruments((meter) =>
  meter.createCounter("fieldwork.answers.saved", {
    description: "What known answers had cost, and would have cost once more, in nano-USD",
    unit: "{nano_usd}",
  }),
);

/** Counts what known answers spare, and stores it now and then: no record waits for that. */
export function createSavingsKeeper({
  database,
  logger,
}: {
  database: Database;
  logger: Logger;
}): SavingsKeeper {
  const counted = new Map<string, Saving>();

  async function keep(): Promise<void> {
    if (counted.size === 0) return;
    const savings = [...counted.values()];
    counted.clear();
    try {
      await addSavings(database, savings);
    } catch (error) {
      for (const one of savings) add(one);
      throw error;
    }
  }

  function add({ enrichment, answers, savedNanoUsd }: Saving): void {
    const before = counted.get(enrichment);
    counted.set(enrichment, {
      enrichment,
      answers: (before?.answers ?? 0) + answers,
      savedNanoUsd: (before?.savedNanoUsd ?? 0n) + savedNanoUsd,
    });
  }

  const { wake: _, ...ticker } = createTicker({
    name: "savings",
    logger,
    async tick() {
      await keep();
      return keepEveryMs;
    },
  });
  return {
    ...ticker,
    note(enrichment, costNanoUsd) {
      add({ enrichment, answers: 1, savedNanoUsd: costNanoUsd });
      saved()?.add(Number(costNanoUsd), { "fieldwork.enrichment": enrichment });
    },
    async stop() {
      await ticker.stop();
      await keep().catch((err: unknown) => logger.warn({ err }, "savings could not be stored"));
    },
  };
}
