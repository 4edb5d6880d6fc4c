import { calibrate } from "./calibration.ts";
import { type Ranking, rank, trainComplementBayes } from "./complement-bayes.ts";
import { passagesOf } from "./passages.ts";
import { createTermReader } from "./terms.ts";
import { type Counts, countTerms, trainTfIdf } from "./tf-idf.ts";

export interface LabelledFields {
  fields: readonly string[];
  label: string;
}

export interface LabelledText {
  text: string;
  label: string;
}

export interface Choice {
  best: string;
  /** The chance that it is right, learnt from the examples, each judged as if unseen. */
  confidence: number;
  /** The passage of the input that speaks most for the choice, word for word. */
  evidence: string;
}

export interface OptionChooser {
  /** Undefined for a text of which nothing is known. */
  choose(fields: readonly string[]): Choice | undefined;
}

// Texts shorter than this on average are titles, not descriptions.
const shortChars = 80;
// A note stands for many companies or titles, and weighs as much as this many examples.
const noteWeight = 8;

/**
 * Learns from labelled examples and from notes: what an option is called, what is said of it and what
 * belongs there, as phrases between commas.
 */
export function trainOptionChooser({
  examples,
  notes,
}: {
  examples: readonly LabelledFields[];
  notes: readonly LabelledText[];
}): OptionChooser {
  const termsOf = createTermReader({
    lists: notes.map(({ text }) => text),
    texts: examples.flatMap(({ fields }) => fields),
    isShort: examples.length > 0 && averageChars(examples) < shortChars,
  });
  const read = (fields: readonly string[]) =>
    passagesOf(fields).map(({ text, weight }) => ({
      text,
      counts: weighed(countTerms(termsOf(text)), weight),
    }));
  const readExamples = examples.map(({ fields, label }) => ({
    counts: addUp(read(fields)),
    label,
  }));
  const readNotes = notes.map(({ text, label }) => ({
    counts: countTerms(termsOf(text)),
    label,
  }));
  const tfIdf = trainTfIdf([...readExamples, ...readNotes].map(({ counts }) => counts));
  const vectored = ({ counts, label }: { counts: Counts; label: string }) => ({
    vector: tfIdf.vectorOf(counts),
    label,
  });
  const trained = readExamples.map(vectored);
  const noted = readNotes.map((note) => ({ ...vectored(note), weight: noteWeight }));
  const model = trainComplementBayes([...trained, ...noted]);
  const confidenceOf = calibrate(
    trained.flatMap((example) => {
      const ranking = rank(model.scoreUnseen(example));
      return ranking ? [{ margin: ranking.margin, isRight: ranking.best === example.label }] : [];
    }),
  );
  return {
    choose(fields) {
      const passages = read(fields);
      const ranking = rank(model.score(tfIdf.vectorOf(addUp(passages))));
      if (!ranking) return undefined;
      const { best, margin } = ranking;
      return { best, confidence: confidenceOf(margin), evidence: evidenceFor(ranking, passages) };
    },
  };

  /** The passage that puts the best guess furthest ahead of the next. */
  function evidenceFor({ best, next }: Ranking, passages: readonly ReadPassage[]): string {
    const ranked = passages
      .filter(({ counts }) => counts.size > 0)
      .map(({ text, counts }) => ({
        text,
        lead: model.lead(tfIdf.weightsOf(counts), best, next),
      }));
    return ranked.toSorted((a, b) => b.lead - a.lead)[0]?.text ?? "";
  }
}

interface ReadPassage {
  text: string;
  counts: Counts;
}

function averageChars(examples: readonly LabelledFields[]): number {
  const chars = examples.flatMap(({ fields }) => fields).reduce((sum, one) => sum + one.length, 0);
  return chars / examples.length;
}

function weighed(counts: Counts, weight: number): Counts {
  return weight === 1
    ? counts
    : new Map([...counts].map(([term, count]) => [term, count * weight]));
}

function addUp(passages: readonly ReadPassage[]): Counts {
  const sum = new Map<string, number>();
  for (const { counts } of passages) {
    for (const [term, count] of counts) sum.set(term, (sum.get(term) ?? 0) + count);
  }
  return sum;
}
