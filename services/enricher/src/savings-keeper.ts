import { createInstruments, createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { addSavings, type Saving } from "@fieldwork/store/known-answers";

export interface SavingsKeeper extends Omit<Ticker, "wake"> {
  /** An answer that cost so much was known. */
  note(enrichment: string, costNanoUsd: bigint): void;
  /** The same, where it was known of the company's record in another CRM. */
  noteShared(enrichment: string, costNanoUsd: bigint): void;
  /** Such an answer could not be used, because the evidence did not hold. */
  noteNotHeld(enrichment: string): void;
}

type Added = Pick<Saving, "enrichment"> & Partial<Saving>;

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

  function add({
    enrichment,
    answers = 0,
    savedNanoUsd = 0n,
    shared = 0,
    notHeld = 0,
  }: Added): void {
    const before = counted.get(enrichment);
    counted.set(enrichment, {
      enrichment,
      answers: (before?.answers ?? 0) + answers,
      savedNanoUsd: (before?.savedNanoUsd ?? 0n) + savedNanoUsd,
      shared: (before?.shared ?? 0) + shared,
      notHeld: (before?.notHeld ?? 0) + notHeld,
    });
  }

  function note(enrichment: string, savedNanoUsd: bigint, shared: number): void {
    add({ enrichment, answers: 1, savedNanoUsd, shared });
    saved()?.add(Number(savedNanoUsd), { "fieldwork.enrichment": enrichment });
  }

  const { wake, ...ticker } = createTicker({
    name: "savings",
    logger,
    async tick() {
      await keep();
      return keepEveryMs;
    },
  });
  return {
    ...ticker,
    note: (enrichment, costNanoUsd) => note(enrichment, costNanoUsd, 0),
    noteShared: (enrichment, costNanoUsd) => note(enrichment, costNanoUsd, 1),
    noteNotHeld(enrichment) {
      add({ enrichment, notHeld: 1 });
      // It is rare, and whoever sums a run up is to see it.
      wake();
    },
    async stop() {
      await ticker.stop();
      await keep().catch((err: unknown) => logger.warn({ err }, "savings could not be stored"));
    },
  };
}
