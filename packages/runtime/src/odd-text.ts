import fc from "fast-check";

const range = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((code) => String.fromCodePoint(code));

/** One piece of text that has caused software trouble. For tests. */
const oddPiece: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
  fc.constant("\0"),
  range(0, 0x1f),
  range(0x7f, 0x9f),
  range(0xd800, 0xdbff),
  range(0xdc00, 0xdfff),
  // A surrogate pair in the wrong order, and one with a NUL between its halves.
  fc.constantFrom("\uDE00\uD83D", "\uD83D\0\uDE00"),
  range(0xfdd0, 0xfdef),
  fc.constantFrom("\uFFFE", "\uFFFF", "\u{1FFFE}", "\u{10FFFF}", "\uFFFD", "\uFEFF"),
  range(0xe000, 0xf8ff),
  // Bidi, zero width, joiners, tags, all sorts of line ends.
  fc.constantFrom(
    ..."\u200B\u200C\u200D\u200E\u202A\u202E\u2066\u2069\u2060\u00AD\u2028\u2029\r\n",
  ),
  range(0xe0000, 0xe007f),
  fc.integer({ min: 1, max: 200 }).map((count) => `a${"\u0301".repeat(count)}`),
  fc.constantFrom("👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇸🇪", "é", "e\u0301", "株式会社", "ß", "İ", "ﬁ"),
  range(0x10000, 0x10ffff),
  fc.constantFrom(
    "\\u0000",
    "\\ud800",
    "\\",
    '"',
    "'",
    "$1",
    "%s",
    "{}",
    "<b>",
    "&#0;",
    "&#xD800;",
    "--",
  ),
);

/** A mixture of every kind of troublesome text. */
export function oddText({ maxPieces = 12 }: { maxPieces?: number } = {}): fc.Arbitrary<string> {
  return fc.array(oddPiece, { maxLength: maxPieces }).map((pieces) => pieces.join(""));
}
