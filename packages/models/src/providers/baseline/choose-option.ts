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
  confidence: number;
  isSure: boolean;
  /** The sentence of the input that speaks most for the choice. */
  evidence: string;
}

export interface OptionChooser {
  /** Undefined for a text of which nothing is known. */
  choose(fields: readonly string[]): Choice | undefined;
}

// Texts shorter than this on average are titles, not descriptions.
const shortChars = 80;
// What is answered shall be right this often, as far as the labelled examples tell.
const wantedShare = 0.85;
// An option's own name and gloss weigh as much as this many examples.
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
  const weighted = hints.flatMap((hint) => Array.from({ length: hintWeight }, () => hint));
  const tfIdf = trainTfIdf([...examples, ...weighted].map(({ text }) => termsOf(text)));
  const labelled = ({ text, label }: LabelledText) => ({
    vector: tfIdf.vectorOf(termsOf(text)),
    label,
  });
  const trained = examples.map(labelled);
  const model = trainComplementBayes([...trained, ...weighted.map(labelled)], tfIdf.size);
  const calibration = calibrate(
    trained.flatMap((example) => {
      const ranking = rank(model.score(example.vector, example));
      return ranking ? [{ margin: ranking.margin, isRight: ranking.best === example.label }] : [];
    }),
    wantedShare,
  );
  return {
    choose(fields) {
      const vector = tfIdf.vectorOf(termsOf(fields.join(" . ")));
      const ranking = vector.size === 0 ? undefined : rank(model.score(vector));
      if (!ranking) return undefined;
      const confidence = calibration.confidenceOf(ranking.margin);
      return {
        best: ranking.best,
        confidence,
        isSure: confidence >= calibration.threshold,
        evidence: evidenceFor(ranking, fields.flatMap(sentences)),
      };
    },
  };

  /** The sentence that puts the best guess furthest ahead of the next. */
  function evidenceFor({ best, next }: Ranking, candidates: readonly string[]): string {
    const leadOf = (sentence: string) => {
      const scores = model.score(tfIdf.weightsOf(termsOf(sentence)));
      return (scores.get(best) ?? 0) - (scores.get(next) ?? 0);
    };
    const ranked = candidates.map((sentence) => ({ sentence, lead: leadOf(sentence) }));
    return ranked.toSorted((a, b) => b.lead - a.lead)[0]?.sentence ?? "";
  }
}
