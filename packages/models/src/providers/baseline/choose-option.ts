import { calibrate } from "./calibration.ts";
import { type Ranking, rank, trainComplementBayes } from "./complement-bayes.ts";
import { sentences } from "./sentences.ts";
import { trainTfIdf } from "./tf-idf.ts";
import { terms } from "./tokenize.ts";

export interface LabelledText {
  text: string;
  label: string;
}

export interface Choice {
  best: string;
  /** The chance that it is right, learnt from the examples, each judged as if unseen. */
  confidence: number;
  /** The sentence of the input that speaks most for the choice. */
  evidence: string;
}

export interface OptionChooser {
  /** Undefined for a text of which nothing is known. */
  choose(fields: readonly string[]): Choice | undefined;
}

// Texts shorter than this on average are titles, not descriptions.
const shortChars = 80;
// An option's own name and hint weigh as much as this many examples.
const hintWeight = 3;

/** Learns from labelled texts, and from what the options are called and said to be. */
export function trainOptionChooser({
  examples,
  hints,
}: {
  examples: readonly LabelledText[];
  hints: readonly LabelledText[];
}): OptionChooser {
  const chars = examples.reduce((sum, { text }) => sum + text.length, 0);
  const isShort = chars / Math.max(1, examples.length) < shortChars;
  const termsOf = (text: string) => terms(text, { isShort });
  const tfIdf = trainTfIdf([...examples, ...hints].map(({ text }) => termsOf(text)));
  const labelled = ({ text, label }: LabelledText) => ({
    vector: tfIdf.vectorOf(termsOf(text)),
    label,
  });
  const trained = examples.map(labelled);
  const hinted = hints
    .map(labelled)
    .flatMap((hint) => Array.from({ length: hintWeight }, () => hint));
  const model = trainComplementBayes([...trained, ...hinted]);
  const confidenceOf = calibrate(
    trained.flatMap((example) => {
      const ranking = rank(model.scoreUnseen(example));
      return ranking ? [{ margin: ranking.margin, isRight: ranking.best === example.label }] : [];
    }),
  );
  return {
    choose(fields) {
      const passages = fields.flatMap(sentences).map((text) => ({ text, terms: termsOf(text) }));
      const vector = tfIdf.vectorOf(passages.flatMap((passage) => passage.terms));
      const ranking = rank(model.score(vector));
      if (!ranking) return undefined;
      const { best, margin } = ranking;
      return { best, confidence: confidenceOf(margin), evidence: evidenceFor(ranking, passages) };
    },
  };

  /** The passage that puts the best guess furthest ahead of the next. */
  function evidenceFor({ best, next }: Ranking, passages: readonly Passage[]): string {
    const ranked = passages.map(({ text, terms }) => {
      const scores = model.score(tfIdf.weightsOf(terms));
      return { text, lead: (scores.get(best) ?? 0) - (scores.get(next) ?? 0) };
    });
    return ranked.toSorted((a, b) => b.lead - a.lead)[0]?.text ?? "";
  }
}

interface Passage {
  text: string;
  terms: readonly string[];
}
