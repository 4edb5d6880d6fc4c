// An initial ("H. Lundbeck") ends no sentence; the S of "A/S." is none.
const otherThanOneSpace = /\s{2,}|[^\S ]/g;
const sentenceEnd = /(?<!(?:^|\s)\p{Lu})[.!?](?=\s)|[\r\n]+/gu;

/** The first sentences of a text on one line, cut at a word where they are too long. */
export function sentencesOf(
  text: string,
  { maxSentences, maxChars }: { maxSentences: number; maxChars: number },
): string {
  const ends = [...text.slice(0, maxChars * 2).matchAll(sentenceEnd)];
  const end = ends[maxSentences - 1];
  const line = text.slice(0, end ? end.index + 1 : undefined).replace(otherThanOneSpace, " ");
  return cut(line.trim(), maxChars);
}

/** The sentence around a place in a text, word for word; its beginning where it is too long. */
export function quoteAt(text: string, index: number, maxChars: number): string {
  let start = 0;
  let end = text.length;
  for (const match of text.matchAll(sentenceEnd)) {
    const after = match.index + match[0].length;
    if (after <= index) start = after;
    else {
      end = after;
      break;
    }
  }
  // A long sentence is quoted from where the words begin.
  const from = end - start > maxChars ? Math.max(start, wordStart(text, index)) : start;
  return cut(text.slice(from, end).trim(), maxChars);
}

function wordStart(text: string, index: number): number {
  return text.slice(0, index).search(/\S*$/);
}

function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const space = text.lastIndexOf(" ", maxChars);
  const short = text.slice(0, space > 0 ? space : maxChars);
  return short.toWellFormed() === short ? short : short.slice(0, -1);
}
