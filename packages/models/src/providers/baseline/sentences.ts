const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

// "Inc. and", "AB (publ). Its": a full stop before a lower-case letter or after a short word ends nothing.
const falseEnd = /(?:\b(?:inc|ltd|co|corp|plc|st|no|dr|mr|ms|e\.g|i\.e|u\.s|vs)\.)\s*$/i;

/** The sentences of a text, each a verbatim piece of it without the white space around. */
export function sentences(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    const end = index + segment.length;
    if (end < text.length && falseEnd.test(text.slice(start, end))) continue;
    const sentence = text.slice(start, end).trim();
    if (sentence !== "") found.push(sentence);
    start = end;
  }
  return found;
}
