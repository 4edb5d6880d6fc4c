/** One case with its right answer and the given one. */
export interface EvaluatedCase {
  expected: string;
  /** Before abstaining; null if there was none. */
  bestGuess: string | null;
  /** The value in the CRM; null if nothing was written. */
  written: string | null;
}

export interface Agreement {
  bestGuess: { agree: number; of: number };
  written: { agree: number; of: number };
  /** How often the commonest answer would be right every time. */
  commonestShare: number;
}

/** How often the answers agree with the labels. Pure. */
export function evaluate(cases: readonly EvaluatedCase[]): Agreement {
  const guessed = cases.filter(({ bestGuess }) => bestGuess !== null);
  const written = cases.filter((one) => one.written !== null);
  const labels = Map.groupBy(cases, ({ expected }) => expected);
  const commonest = Math.max(0, ...[...labels.values()].map(({ length }) => length));
  return {
    bestGuess: {
      agree: guessed.filter(({ bestGuess, expected }) => bestGuess === expected).length,
      of: guessed.length,
    },
    written: {
      agree: written.filter((one) => one.written === one.expected).length,
      of: written.length,
    },
    commonestShare: cases.length === 0 ? 0 : commonest / cases.length,
  };
}
