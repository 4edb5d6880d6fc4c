import type { Journal, JournalPart } from "../core/journal.ts";
import type { ModelCallNote } from "./answer.ts";

/** A question that was answered, and charged for, more than once. */
export interface RepeatedQuestion {
  questionHash: string;
  inputHash: string;
  model: string;
  calls: number;
}

export interface RepeatedInputs {
  /** Questions that are different: model, instructions, schema and input. Repairs are no questions. */
  distinct: number;
  repeated: RepeatedQuestion[];
  /** Of the distinct ones, the oldest that would no longer be recognised; 0 below 200,000. */
  forgotten: number;
}

export interface QuestionBook {
  add(note: ModelCallNote): void;
  read(): RepeatedInputs;
  readonly part: JournalPart;
}

type Entry = Pick<RepeatedQuestion, "questionHash" | "calls"> & Partial<RepeatedQuestion>;

const defaultKeptQuestions = 200_000;

/** Remembers which questions were answered, in memory that is bounded and on disk with the books. */
export function createQuestionBook(
  journal: Journal,
  keepQuestions = defaultKeptQuestions,
): QuestionBook {
  const seen = new Set<string>();
  const repeated = new Map<string, RepeatedQuestion>();
  let forgotten = 0;

  function add({ questionHash, inputHash = "", model = "", calls }: Entry): void {
    const wasRepeated = repeated.get(questionHash);
    if (wasRepeated && !seen.has(questionHash)) forgotten -= 1;
    const now = (wasRepeated?.calls ?? (seen.has(questionHash) ? 1 : 0)) + calls;
    if (now > 1) repeated.set(questionHash, { questionHash, inputHash, model, calls: now });
    seen.add(questionHash);
    if (seen.size > keepQuestions) forgetOldest();
  }
  function forgetOldest(): void {
    const [oldest = ""] = seen;
    seen.delete(oldest);
    forgotten += 1;
  }

  return {
    add({ questionHash, inputHash, model }) {
      const entry = { questionHash, inputHash, model, calls: 1 };
      add(entry);
      journal.stage("questions", entry);
    },
    read: () => ({
      distinct: seen.size + forgotten,
      repeated: [...repeated.values()].map((one) => ({ ...one })),
      forgotten,
    }),
    part: {
      restore(entry) {
        const known = entry as Entry | { forgotten: number };
        if ("forgotten" in known) forgotten += known.forgotten;
        else add(known);
      },
      *snapshot(): Iterable<Entry | { forgotten: number }> {
        const known = [...repeated.values()].filter(({ questionHash }) => !seen.has(questionHash));
        yield { forgotten: forgotten - known.length };
        yield* known;
        for (const questionHash of seen) {
          yield repeated.get(questionHash) ?? { questionHash, calls: 1 };
        }
      },
    },
  };
}
