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
  const id = text.length === 15 ? text + suffixOf(text) : mended(text);
  return id === emptyId ? undefined : id;
}

function suffixOf(id15: string): string {
  return [0, 5, 10]
    .map((start) => {
      const letters = [...id15.slice(start, start + 5)];
      const bits = letters.reduce(
        (sum, letter, bit) => sum + (isCapital(letter) ? 1 << bit : 0),
        0,
      );
      return suffixLetters[bits];
    })
    .join("");
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
