import type { Journal, JournalPart } from "../core/journal.ts";
import type { OpenaiCallNote } from "./openai-answer.ts";

/** All that a model was asked and answered, with nothing left out. */
export interface ModelUsage {
  calls: number;
  inputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  /** The most that were under way at once, since the simulator was started. */
  peakConcurrency: number;
}

export interface UsageBook {
  begin(model: string): void;
  end(model: string): void;
  add(note: OpenaiCallNote): void;
  read(): Record<string, ModelUsage>;
  readonly part: JournalPart;
}

const summed = [
  "inputTokens",
  "cachedTokens",
  "cacheWriteTokens",
  "outputTokens",
  "reasoningTokens",
] as const;

/** What OpenAI would put on the bill, kept on disk with the books. */
export function createUsageBook(journal: Journal): UsageBook {
  const usageOf = new Map<string, ModelUsage>();
  const underWay = new Map<string, number>();

  function usage(model: string): ModelUsage {
    const known = usageOf.get(model);
    if (known) return known;
    const fresh = { ...zero };
    usageOf.set(model, fresh);
    return fresh;
  }
  function add(entry: Entry): void {
    const total = usage(entry.model);
    total.calls += entry.calls;
    for (const name of summed) total[name] += entry[name];
  }

  return {
    begin(model) {
      const now = (underWay.get(model) ?? 0) + 1;
      underWay.set(model, now);
      const total = usage(model);
      total.peakConcurrency = Math.max(total.peakConcurrency, now);
    },
    end: (model) => void underWay.set(model, (underWay.get(model) ?? 1) - 1),
    add(note) {
      const { model } = note;
      const amounts = Object.fromEntries(summed.map((name) => [name, note[name]]));
      const entry = { ...zero, ...amounts, model, calls: 1 };
      add(entry);
      journal.stage("usage", entry);
    },
    read: () => Object.fromEntries([...usageOf].map(([model, total]) => [model, { ...total }])),
    part: {
      restore: (entry) => add(entry as Entry),
      *snapshot(): Iterable<Entry> {
        for (const [model, total] of usageOf) yield { ...total, model };
      },
    },
  };
}

type Entry = ModelUsage & { model: string };

const zero: ModelUsage = {
  calls: 0,
  inputTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  peakConcurrency: 0,
};
