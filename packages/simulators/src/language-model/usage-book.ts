import type { Journal, JournalPart } from "../core/journal.ts";
import type { ModelCallNote } from "./answer.ts";

/** All that a model was asked and answered, with nothing left out. */
export interface ModelUsage {
  calls: number;
  inputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  largestInputTokens: number;
  /** Now, those that a fault holds included. */
  underWay: number;
  /** The most that were under way at once since the simulator was started. */
  peakConcurrency: number;
  /** Calls whose caller hung up before the answer, since the simulator was started. */
  hungUp: number;
}

export interface UsageBook {
  /** Counts a call as under way while it lasts. */
  during<T>(model: string, call: () => Promise<T>): Promise<T>;
  underWay(model: string): number;
  hangUp(model: string): void;
  add(note: ModelCallNote): void;
  read(): Record<string, ModelUsage>;
  readonly part: JournalPart;
}

const summed = [
  "calls",
  "inputTokens",
  "cachedTokens",
  "cacheWriteTokens",
  "outputTokens",
  "reasoningTokens",
] as const;

/** What is kept; the rest is of this run. */
type Entry = Omit<ModelUsage, "underWay" | "peakConcurrency" | "hungUp"> & { model: string };

/** What OpenAI would put on the bill, kept on disk with the books. */
export function createUsageBook(journal: Journal): UsageBook {
  const usageOf = new Map<string, ModelUsage>();

  function usage(model: string): ModelUsage {
    const known = usageOf.get(model);
    if (known) return known;
    const fresh = { ...zero };
    usageOf.set(model, fresh);
    return fresh;
  }
  function add(entry: Entry): void {
    const total = usage(entry.model);
    for (const name of summed) total[name] += entry[name];
    total.largestInputTokens = Math.max(total.largestInputTokens, entry.largestInputTokens);
  }

  return {
    async during(model, call) {
      const total = usage(model);
      total.underWay += 1;
      total.peakConcurrency = Math.max(total.peakConcurrency, total.underWay);
      try {
        return await call();
      } finally {
        total.underWay -= 1;
      }
    },
    underWay: (model) => usageOf.get(model)?.underWay ?? 0,
    hangUp(model) {
      usage(model).hungUp += 1;
    },
    add(note) {
      const { model, inputTokens, cachedTokens, cacheWriteTokens } = note;
      const { outputTokens, reasoningTokens } = note;
      const entry = {
        ...{ model, calls: 1, inputTokens, cachedTokens, cacheWriteTokens },
        ...{ outputTokens, reasoningTokens, largestInputTokens: inputTokens },
      };
      add(entry);
      journal.stage("usage", entry);
    },
    read: () => Object.fromEntries([...usageOf].map(([model, total]) => [model, { ...total }])),
    part: {
      restore: (entry) => add(entry as Entry),
      *snapshot(): Iterable<Entry> {
        for (const [model, total] of usageOf) {
          const { underWay: _, peakConcurrency: __, hungUp: ___, ...kept } = total;
          yield { ...kept, model };
        }
      },
    },
  };
}

const zero: ModelUsage = {
  calls: 0,
  inputTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  largestInputTokens: 0,
  underWay: 0,
  peakConcurrency: 0,
  hungUp: 0,
};
