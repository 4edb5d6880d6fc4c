const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

const wordsOf = (list: string) => new Set(list.split(" "));

/** Their full stop never ends a sentence: a name, a number or the rest of it follows. */
const openers = wordsOf(
  "mr mrs ms mx dr prof st ste mt ft gen col capt lt sgt sen rep gov hon rev vs cf approx ca e.g i.e eg ie viz " +
    "zzgl bzw dipl ing",
);
/** Never before a number. */
const numberOpeners = wordsOf("no nos nr nrs fig figs vol vols sec art ch pp p pos tel ext");
/** They end a sentence where the next word begins one. */
const closers = wordsOf(
  "inc ltd co cos corp bros plc pty pte llc llp lp jr sr etc al dept est mfg intl assn assoc div univ ag " +
    "jan feb mar apr jun jul aug sep sept oct nov dec bn mn mio mrd tr ges",
);
/** What a sentence begins with, and no name goes on with. */
const starters = wordsOf(
  "it its they their the this that these those he his she her we our you your i a an in on at as by for from to " +
    "with within under over since after before during today currently formerly previously originally now then " +
    "there here both each all some many most such other others additionally also moreover furthermore however " +
    "its' customers clients products services founded established headquartered based operates provides offers",
);

const companyForms = wordsOf("inc ltd co corp llc plc gmbh ag sa nv ab group holdings japan");

// Around an end, to judge it by.
const seenChars = 40;
const lastWord = /(?:^|[\s("'\u2018\u201c/])((?:\p{L}+\.)*\p{L}+)\.["'\u2019\u201d)\]]*\s*$/u;
const firstWord = /^["'\u2018\u201c([]*([\p{L}\p{N}']+)/u;
const startsLower = /^["'\u2018\u201c([]*\p{Ll}/u;
const endsUnspaced = /[A-Za-z\p{N}][.!?]+["'\u2019\u201d)\]]*$/u;

/**
 * The sentences of a text, each a verbatim piece of it without the white space around. Unicode's rule,
 * but for what it takes for an end and is none: abbreviations ("Acme Inc. and Foo Ltd."), initials,
 * numbers ("No. 5"), addresses, names with a mark of their own ("Yahoo! Inc.").
 */
export function sentences(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    const end = index + segment.length;
    if (end < text.length && goesOn(segment.slice(-seenChars), text.slice(end, end + seenChars)))
      continue;
    const sentence = text.slice(start, end).trim();
    if (sentence !== "") found.push(sentence);
    start = end;
  }
  return found;
}

function goesOn(tail: string, next: string): boolean {
  // No blank behind it: within an address, or a name such as "Node.js".
  if (endsUnspaced.test(tail) && /^\S/.test(next)) return true;
  if (startsLower.test(next)) return true;
  const [, word = ""] = firstWord.exec(next) ?? [];
  if (/!\s*$/.test(tail)) return companyForms.has(word.toLowerCase());
  const abbreviation = lastWord.exec(tail)?.[1];
  return abbreviation !== undefined && isGoneOnWith(abbreviation, word);
}

function isGoneOnWith(abbreviation: string, word: string): boolean {
  const short = abbreviation.toLowerCase();
  if (openers.has(short)) return true;
  if (numberOpeners.has(short)) return /^\p{N}/u.test(word);
  const isInitials =
    /^(?:\p{L}\.)*\p{Lu}$/u.test(abbreviation) || /^\p{L}(?:\.\p{L})+$/u.test(abbreviation);
  return (closers.has(short) || isInitials) && !starters.has(word.toLowerCase());
}
