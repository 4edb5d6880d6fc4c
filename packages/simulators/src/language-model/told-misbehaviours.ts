import type { Misbehaviour } from "./misbehaviour.ts";
import type { Question } from "./question.ts";

/** What a function of the test decides by, in place of regular expressions. */
export type QuestionPredicate = (question: Question) => boolean;

export interface ToldMisbehaviours {
  /** How the next so many answers to such questions go wrong. Returns what takes it back. */
  add(how: Misbehaviour, isFor: QuestionPredicate, times?: number): () => void;
  /** The misbehaviour that this question meets: the first that was told and has some left. */
  take(question: Question): Misbehaviour | undefined;
}

export function createToldMisbehaviours(): ToldMisbehaviours {
  const told = new Set<{ how: Misbehaviour; isFor: QuestionPredicate; left: number }>();
  return {
    add(how, isFor, times = Number.POSITIVE_INFINITY) {
      const one = { how, isFor, left: times };
      told.add(one);
      return () => void told.delete(one);
    },
    take(question) {
      for (const one of told) {
        if (!one.isFor(question)) continue;
        one.left -= 1;
        if (one.left <= 0) told.delete(one);
        return one.how;
      }
      return undefined;
    },
  };
}
