import { collectPhrases } from "./phrases.ts";
import { countTerms } from "./tf-idf.ts";
import { pieces, wordRuns } from "./tokenize.ts";

export interface TermSources {
  /** Lists of phrases between punctuation marks. */
  lists: readonly string[];
  texts: readonly string[];
  /** Short texts, such as job titles, share few words: pieces of words count as well. */
  isShort: boolean;
}

/**
 * What a text is compared by: its words, the pairs of neighbours that were seen before, and the listed
 * phrases. Each kind has a mark of its own, so that a listed word counts twice.
 */
export function createTermReader({
  lists,
  texts,
  isShort,
}: TermSources): (text: string) => string[] {
  const phrasesIn = collectPhrases(lists);
  const known = knownPairs(lists, texts);
  return (text) =>
    wordRuns(text)
      .flatMap((run) => [
        ...run,
        ...pairsIn(run).filter((pair) => known.has(pair)),
        ...phrasesIn(run).map((phrase) => `=${phrase}`),
      ])
      .concat(isShort ? pieces(text) : []);
}

/** Those of lists, and those that recur in texts: a pair of one text tells nothing of others. */
function knownPairs(lists: readonly string[], texts: readonly string[]): ReadonlySet<string> {
  const pairsOf = (text: string) => wordRuns(text).flatMap(pairsIn);
  const holders = countTerms(texts.flatMap((text) => [...new Set(pairsOf(text))]));
  const recurring = [...holders].flatMap(([pair, count]) => (count > 1 ? pair : []));
  return new Set([...lists.flatMap(pairsOf), ...recurring]);
}

function pairsIn(run: readonly string[]): string[] {
  return run.slice(1).map((word, at) => `${run[at]}+${word}`);
}
