import { truncateText } from "../../truncate-text.ts";
import { sentences } from "./sentences.ts";
import { similarity, type TfIdf } from "./tf-idf.ts";
import { words } from "./tokenize.ts";

export interface Summary {
  text: string;
  /** A sentence of the source, verbatim. */
  evidence: string;
  /** How much of the whole the chosen sentences stand for, 0 to 1. */
  coverage: number;
}

export interface SummaryOptions {
  maxSentences: number;
  maxChars: number;
  /** Knows which words stand in every text of the kind. */
  tfIdf: TfIdf;
  /** What is known besides the text, such as a name: its words tell nothing. */
  besides?: string | undefined;
}

interface Told {
  sentence: string;
  terms: readonly string[];
}

/**
 * The most central sentence, the one that shares most with the rest, then those that bring the
 * summary nearest to the whole; in their order, and as many as fit. Undefined when the text has no
 * words to choose by.
 */
export function summarise(text: string, options: SummaryOptions): Summary | undefined {
  const { maxSentences, maxChars, tfIdf, besides = "" } = options;
  const known = new Set(words(besides));
  const told = sentences(text).map((sentence): Told => {
    const terms = words(sentence).filter((term) => !known.has(term));
    return { sentence, terms };
  });
  const whole = tfIdf.vectorOf(told.flatMap(({ terms }) => terms));
  if (whole.size === 0) return undefined;
  const vectorOf = (some: readonly Told[]) => tfIdf.vectorOf(some.flatMap(({ terms }) => terms));
  const coverage = (some: readonly Told[]) => similarity(vectorOf(some), whole);
  const centrality = (one: Told) =>
    similarity(vectorOf([one]), vectorOf(told.filter((other) => other !== one)));

  let chosen: Told[] = [];
  for (let count = 1; count <= maxSentences; count++) {
    const fitting = told.filter(
      (one) => !chosen.includes(one) && joined([...chosen, one]).length <= maxChars,
    );
    const next = highest(fitting, (one) =>
      chosen.length === 0 ? centrality(one) : coverage([...chosen, one]),
    );
    if (next) chosen = [...chosen, next];
  }
  const [central] = chosen;
  if (!central) return clipped(highest(told, centrality)?.sentence, maxChars);
  const inOrder = told.filter((one) => chosen.includes(one));
  return {
    text: joined(inOrder),
    evidence: central.sentence,
    coverage: Math.min(1, coverage(inOrder)),
  };
}

function joined(some: readonly Told[]): string {
  return some.map(({ sentence }) => sentence).join(" ");
}

/** The first of those with the highest score. */
function highest<T>(items: readonly T[], scoreOf: (item: T) => number): T | undefined {
  const scored = items.map((item) => ({ item, score: scoreOf(item) }));
  return scored.toSorted((a, b) => b.score - a.score)[0]?.item;
}

/** A sentence too long to stand whole, cut after a word, or at a grapheme where it has no words. */
function clipped(sentence: string | undefined, maxChars: number): Summary | undefined {
  const room = truncateText(sentence ?? "", maxChars - 1);
  const whole = /^.*\S(?=\s)/s.exec(room)?.[0] ?? room;
  const cut = whole.replace(/[\p{P}\s]+$/u, "");
  if (cut === "") return undefined;
  return { text: `${cut}…`, evidence: cut, coverage: cut.length / (sentence?.length ?? 1) };
}
