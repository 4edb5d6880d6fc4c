// Default-ignorable characters are invisible: zero-width, bidi, tag and variation characters, soft hyphens.
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cc}\uFFF9-\uFFFB]/gu;
// What most texts consist of: none of the above, no half characters, and no line end other than \n.
const clean = /^[\t\n\x20-\x7e\xa0-\xac\xae-\u024f\u2010-\u2027\u20ac]*$/;
const lineEnds = /\r\n?|[\u0085\u2028\u2029]/g;

/**
 * Text as a person sees it: without control, zero-width, bidi and tag characters, in which
 * instructions can hide; line ends as `\n`, tabs kept. Idempotent.
 */
export function cleanText(text: string): string {
  if (clean.test(text)) return text;
  return text
    .toWellFormed()
    .replace(lineEnds, "\n")
    .replace(unseen, (character) => (character === "\n" || character === "\t" ? character : ""));
}
