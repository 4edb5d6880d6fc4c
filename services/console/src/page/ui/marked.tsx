import { Fragment, type ReactNode } from "react";

/** Text with these words of it marked. Whatever stands in it is text. */
export function Marked({ text, quotes }: { text: string; quotes: readonly string[] }): ReactNode {
  return markedParts(text, quotes).map(({ part, isMarked, at }) =>
    isMarked ? <mark key={at}>{part}</mark> : <Fragment key={at}>{part}</Fragment>,
  );
}

interface Part {
  part: string;
  isMarked: boolean;
  at: number;
}

/** The text cut where a mark begins or ends; marks that overlap become one. Pure. */
export function markedParts(text: string, quotes: readonly string[]): Part[] {
  const spans = quotes
    .map((quote) => ({ from: text.indexOf(quote), length: quote.length }))
    .filter(({ from, length }) => from >= 0 && length > 0)
    .toSorted((one, other) => one.from - other.from);
  const parts: Part[] = [];
  let at = 0;
  for (const { from, length } of spans) {
    const to = from + length;
    if (to <= at) continue;
    if (from > at) parts.push({ part: text.slice(at, from), isMarked: false, at });
    const start = Math.max(from, at);
    parts.push({ part: text.slice(start, to), isMarked: true, at: start });
    at = to;
  }
  if (at < text.length) parts.push({ part: text.slice(at), isMarked: false, at });
  return parts;
}
