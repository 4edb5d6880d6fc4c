import type { Faults } from "../core/faults.ts";
import { modelIn } from "./model-in.ts";
import type { UsageBook } from "./usage-book.ts";

/** Faults whose held and slowed calls count as under way, as they do for whoever called. */
export function countWaiting(faults: Faults, usageBook: UsageBook): Faults {
  return {
    ...faults,
    take(subject) {
      const effect = faults.take(subject);
      const model = subject.kind === "generate" ? modelIn(subject.body) : undefined;
      if (effect?.kind !== "wait" || model === undefined) return effect;
      const wait = () => usageBook.during(model, () => effect.wait());
      return { ...effect, wait };
    },
  };
}
