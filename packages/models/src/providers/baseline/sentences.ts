const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

// Abbreviations that stand before a name or a number, so that their full stop ends nothing.
const falseEnd = /(?:^|[\s(])(?:st|no|dr|mr|mrs|ms|prof|e\.g|i\.e|u\.s|vs)\.\s*$/i;

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
