const suffixLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const idPattern = /^[a-zA-Z0-9]{15}([a-zA-Z0-5]{3})?$/;
const emptyId = "000000000000000AAA";

/**
 * A record id in its 18 characters; undefined if it is not one. The last three encode, five bits each,
 * which of the first fifteen are capitals: they are computed for an id of 15, and restore the letters
 * of one of 18 whose case was lost. Ids of 15 differ only by case, so they are never folded.
 */
export function salesforceId(text: string): string | undefined {
  if (!idPattern.test(text)) return undefined;
  const isWhole = text.length === 18 && text.endsWith(suffixOf(text));
  const id = isWhole ? text : completed(text);
  return id === emptyId ? undefined : id;
}

function completed(text: string): string | undefined {
  return text.length === 15 ? text + suffixOf(text) : mended(text);
}

/** Of the first fifteen characters. Every row of every page comes here. */
function suffixOf(id: string): string {
  let suffix = "";
  for (let start = 0; start < 15; start += 5) {
    let bits = 0;
    for (let bit = 0; bit < 5; bit++) if (isCapital(id[start + bit] ?? "")) bits |= 1 << bit;
    suffix += suffixLetters[bits];
  }
  return suffix;
}

function mended(id18: string): string | undefined {
  const suffix = id18.slice(15).toUpperCase();
  const letters = [...id18.slice(0, 15)].map((letter, index) => {
    const bits = suffixLetters.indexOf(suffix[Math.floor(index / 5)] ?? "A");
    return (bits >> (index % 5)) & 1 ? letter.toUpperCase() : letter.toLowerCase();
  });
  const id15 = letters.join("");
  return suffixOf(id15) === suffix ? id15 + suffix : undefined;
}

function isCapital(letter: string): boolean {
  return letter >= "A" && letter <= "Z";
}
