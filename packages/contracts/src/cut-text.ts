const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** How long a text may be; what is left out does not limit it. */
export interface TextRoom {
  /** In UTF-16 units. */
  maxChars?: number | undefined;
  /** In UTF-8. */
  maxBytes?: number | undefined;
}

/** The longest beginning of a text for which there is room, without a part of a grapheme at its end. Pure. */
export function cutText(text: string, { maxChars, maxBytes }: TextRoom): string {
  const fitting = maxBytes === undefined ? text.length : charsWithin(text, maxBytes);
  const end = Math.min(fitting, maxChars ?? text.length);
  return end < text.length
    ? text.slice(0, graphemes.segment(text).containing(end)?.index ?? 0)
    : text;
}

/** The length of a text in UTF-8; half a character counts as what is stored in its place. Pure. */
export function utf8BytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character);
  return bytes;
}

/** How many UTF-16 units at the beginning of a text take no more bytes than this. */
function charsWithin(text: string, maxBytes: number): number {
  let [chars, bytes] = [0, 0];
  for (const character of text) {
    bytes += bytesOf(character);
    if (bytes > maxBytes) break;
    chars += character.length;
  }
  return chars;
}

function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
