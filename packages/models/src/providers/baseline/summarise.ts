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
 * fit. Undefined when the text has nothing to choose from.
 */
export function summarise(
  text: string,
  { maxSentences, maxChars }: { maxSentences: number; maxChars: number },
): Summary | undefined {
  const all = sentences(text);
  const tokens = all.map((sentence) => words(sentence));
  const tfIdf = trainTfIdf(tokens);
  const vectors = tokens.map((each) => tfIdf.vectorOf(each));
  const ranked = all
    .map((sentence, at) => ({ sentence, at, weight: centrality(vectors, at) }))
    // Of two that share as much, the earlier one.
    .toSorted((a, b) => b.weight - a.weight || a.at - b.at);
  const chosen: typeof ranked = [];
  for (const candidate of ranked) {
    const length = [...chosen, candidate].reduce(
      (sum, { sentence }) => sum + sentence.length + 1,
      -1,
    );
    if (chosen.length < maxSentences && length <= maxChars) chosen.push(candidate);
  }
  const [central] = chosen;
  if (!central) return clipped(ranked[0]?.sentence, maxChars);
  const inOrder = chosen.toSorted((a, b) => a.at - b.at);
  const whole = tfIdf.vectorOf(tokens.flat());
  return {
    text: inOrder.map(({ sentence }) => sentence).join(" "),
    evidence: central.sentence,
    // A float's last digit may pass 1.
    coverage: Math.min(1, similarity(tfIdf.vectorOf(inOrder.flatMap(({ at }) => tokens[at] ?? [])), whole)),
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

/** A sentence too long to stand whole, cut at a word. */
function clipped(sentence: string | undefined, maxChars: number): Summary | undefined {
  const room = sentence?.slice(0, maxChars - 1) ?? "";
  const cut = room.slice(0, room.lastIndexOf(" ")).trimEnd();
  if (cut === "") return undefined;
  return { text: `${cut}…`, evidence: cut, coverage: cut.length / (sentence?.length ?? 1) };
}
