export interface PracticeEffort {
  /** How many rounds, over all subjects. */
  rounds: number;
  /** Begins none after this moment of `performance.now()`. */
  until: number;
}

/** One round after another, with each subject in its turn; none where there are no subjects. */
export async function practiseInTurn<Subject>(
  subjects: readonly Subject[],
  { rounds, until }: PracticeEffort,
  practise: (subject: Subject) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds && performance.now() < until; round++) {
    const subject = subjects[round % subjects.length];
    if (subject === undefined) return;
    await practise(subject);
  }
}
