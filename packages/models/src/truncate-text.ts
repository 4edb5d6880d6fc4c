const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The first `maxChars` UTF-16 units, less where that would cut a grapheme in two. */
export function truncateText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  // A window around the cut: the segmenter's cost grows with the text it is given.
  const start = wholeFrom(text, Math.max(0, maxChars - 64));
  const window = text.slice(start, maxChars + 64);
  const cut = start + (graphemes.segment(window).containing(maxChars - start)?.index ?? 0);
  return text.slice(0, cut);
}

function wholeFrom(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index;
}
