import { truncateText } from "../../clean-text.ts";
import { sentences } from "./sentences.ts";
import { similarity, trainTfIdf, type Vector } from "./tf-idf.ts";
import { words } from "./tokenize.ts";

export interface Summary {
  text: string;
  /** A sentence of the source, verbatim. */
  evidence: string;
  /** How much of the whole the chosen sentences stand for, 0 to 1. */
  coverage: number;
}

/**
 * The most central sentences, those that share most with the others, in their order and as many as
 * fit. Undefined when the text has no words to choose by.
 */
export function summarise(
  text: string,
  { maxSentences, maxChars }: { maxSentences: number; maxChars: number },
): Summary | undefined {
  const all = sentences(text);
  const terms = all.map(words);
  const tfIdf = trainTfIdf(terms);
  if (tfIdf.size === 0) return undefined;
  const vectors = terms.map(tfIdf.vectorOf);
  const ranked = all
    .map((sentence, at) => ({ sentence, at, weight: centrality(vectors, at) }))
    // Of two that share as much, the earlier one.
    .toSorted((a, b) => b.weight - a.weight || a.at - b.at);
  const chosen: typeof ranked = [];
  let room = maxChars;
  for (const candidate of ranked) {
    if (chosen.length === maxSentences || candidate.sentence.length > room) continue;
    chosen.push(candidate);
    room -= candidate.sentence.length + 1;
  }
  const [central] = chosen;
  if (!central) return clipped(ranked[0]?.sentence ?? "", maxChars);
  const inOrder = chosen.toSorted((a, b) => a.at - b.at);
  const whole = tfIdf.vectorOf(terms.flat());
  const covered = tfIdf.vectorOf(inOrder.flatMap(({ at }) => terms[at] ?? []));
  return {
    text: inOrder.map(({ sentence }) => sentence).join(" "),
    evidence: central.sentence,
    coverage: Math.min(1, similarity(covered, whole)),
  };
}

function centrality(vectors: readonly Vector[], at: number): number {
  const own = vectors[at];
  if (!own) return 0;
  return vectors.reduce(
    (sum, other, index) => (index === at ? sum : sum + similarity(own, other)),
    0,
  );
}

/** A sentence too long to stand whole, cut after a word, or at a grapheme where it has no words. */
function clipped(sentence: string, maxChars: number): Summary | undefined {
  const room = truncateText(sentence, maxChars - 1);
  const whole = /^.*\S(?=\s)/s.exec(room)?.[0] ?? room;
  const cut = whole.replace(/[\p{P}\s]+$/u, "");
  if (cut === "") return undefined;
  return { text: `${cut}…`, evidence: cut, coverage: cut.length / sentence.length };
}
