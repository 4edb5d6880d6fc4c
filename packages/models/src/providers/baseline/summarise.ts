import { cutText } from "@fieldwork/contracts";
import { createLikeness } from "./likeness.ts";
import { sentences } from "./sentences.ts";
import { type Counts, countTerms, type TfIdf } from "./tf-idf.ts";
import { words } from "./tokenize.ts";

export interface Summary {
  text: string;
  /** A sentence of the source, verbatim. */
  evidence: string;
  /** How much of the whole the chosen sentences represent, 0 to 1. */
  coverage: number;
}

export interface SummaryOptions {
  maxSentences: number;
  maxChars: number;
  /** Knows which words occur in every text of the kind. */
  tfIdf: TfIdf;
  /** What is known besides the text, such as a name: its words add nothing. */
  besides?: string | undefined;
}

interface Told {
  sentence: string;
  counts: Counts;
}

/**
 * The most central sentence, the one that shares most with the rest, then those that bring the
 * summary nearest to the whole; in their order, and as many as fit. Undefined when the text has no
 * words to choose by.
 */
export function summarise(text: string, options: SummaryOptions): Summary | undefined {
  const { maxSentences, maxChars, tfIdf, besides = "" } = options;
  const told = toldIn(text, besides);
  if (told.every(({ counts }) => counts.size === 0)) return undefined;
  const likeness = createLikeness(
    told.map(({ counts }) => counts),
    tfIdf,
  );
  const centrality = ({ counts }: Told) => likeness.toOthers(counts);
  const chosen = new Set<Told>();
  let [room, coverage] = [maxChars, 0];
  for (let count = 1; count <= maxSentences; count++) {
    const fitting = told.filter((one) => !chosen.has(one) && one.sentence.length <= room);
    const next = highest(fitting, (one) =>
      chosen.size === 0 ? centrality(one) : likeness.toWholeWith(one.counts),
    );
    if (!next) break;
    coverage = likeness.toWholeWith(next.counts);
    likeness.choose(next.counts);
    chosen.add(next);
    room -= next.sentence.length + 1;
  }
  const [central] = chosen;
  if (!central) return clipped(highest(told, centrality)?.sentence, maxChars);
  const inOrder = told.filter((one) => chosen.has(one));
  return {
    text: inOrder.map(({ sentence }) => sentence).join(" "),
    evidence: central.sentence,
    coverage,
  };
}

function toldIn(text: string, besides: string): Told[] {
  const known = new Set(words(besides));
  return sentences(text).map((sentence) => ({
    sentence,
    counts: countTerms(words(sentence).filter((word) => !known.has(word))),
  }));
}

/** The first of those with the highest score. */
function highest<T>(items: readonly T[], scoreOf: (item: T) => number): T | undefined {
  let best: { item: T; score: number } | undefined;
  for (const item of items) {
    const score = scoreOf(item);
    if (best === undefined || score > best.score) best = { item, score };
  }
  return best?.item;
}

/** A sentence that is too long is cut after a word, or at a grapheme if it has no words. */
function clipped(sentence: string | undefined, maxChars: number): Summary | undefined {
  const room = cutText(sentence ?? "", { maxChars: maxChars - 1 });
  const whole = /^.*\S(?=\s)/s.exec(room)?.[0] ?? room;
  const cut = whole.replace(/[\p{P}\s]+$/u, "");
  if (cut === "") return undefined;
  return { text: `${cut}…`, evidence: cut, coverage: cut.length / (sentence?.length ?? 1) };
}
