import { wordRuns } from "./tokenize.ts";

/** The known phrases in a run of words from left to right, the longest that begins at a word, none within another. */
export type FindPhrases = (run: readonly string[]) => string[];

/** The words that may follow, and the phrase that ends here. */
interface Node {
  readonly next: Map<string, Node>;
  phrase?: string;
}

/** Learns the phrases of texts that list them between punctuation marks; one may be a single word. */
export function collectPhrases(lists: readonly string[]): FindPhrases {
  const root: Node = { next: new Map() };
  for (const run of lists.flatMap(wordRuns)) if (run.length > 0) addPhrase(root, run);
  return (run) => {
    const found: string[] = [];
    for (let at = 0; at < run.length; ) {
      const { phrase, length } = longestPhrase(root, run, at);
      if (phrase !== undefined) found.push(phrase);
      at += length;
    }
    return found;
  };
}

function addPhrase(root: Node, run: readonly string[]): void {
  let node = root;
  for (const word of run) {
    const next: Node = node.next.get(word) ?? { next: new Map() };
    node.next.set(word, next);
    node = next;
  }
  node.phrase = run.join(" ");
}

/** Where none begins, the one word is passed over. */
function longestPhrase(root: Node, run: readonly string[], start: number) {
  let longest: { phrase?: string; length: number } = { length: 1 };
  let node: Node | undefined = root;
  for (let at = start; at < run.length; at++) {
    node = node.next.get(run[at] ?? "");
    if (node === undefined) break;
    if (node.phrase !== undefined) longest = { phrase: node.phrase, length: at + 1 - start };
  }
  return longest;
}
