// Default-ignorable characters show nothing: zero-width, bidi, tag and variation characters, soft hyphens.
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cc}\uFFF9-\uFFFB]/gu;
// Of what most texts consist. Holds none of the above, nor half a character, nor a line end but \n.
const clean = /^[\t\n\x20-\x7e\xa0-\xac\xae-\u024f\u2010-\u2027\u20ac]*$/;
const lineEnds = /\r\n?|[\u0085\u2028\u2029]/g;

/**
 * Text as a person sees it: without control, zero-width, bidi and tag characters, in which
 * instructions can hide; line ends as `\n`, tabs kept. Changes nothing the second time.
 */
export function cleanText(text: string): string {
  if (clean.test(text)) return text;
  return text
    .toWellFormed()
    .replace(lineEnds, "\n")
    .replace(unseen, (character) => (character === "\n" || character === "\t" ? character : ""));
}

const unfolded = /[^\S ]| {2}/;

/** Clean text with each run of white space as one blank. */
export function foldSpaces(text: string): string {
  const cleaned = cleanText(text);
  return (unfolded.test(cleaned) ? cleaned.replace(/\s+/g, " ") : cleaned).trim();
}

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
