const suffixLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const bodyLength = 15;

/**
 * An id of 15 characters with the three that tell which of them are capitals, five in a group, the first
 * being the lowest bit.
 */
export function withSuffix(id15: string): string {
  let suffix = "";
  for (let group = 0; group < bodyLength; group += 5) {
    let mask = 0;
    for (let bit = 0; bit < 5; bit++) {
      if (/[A-Z]/.test(id15.charAt(group + bit))) mask |= 1 << bit;
    }
    suffix += suffixLetters[mask];
  }
  return id15 + suffix;
}

/** The id of 18 characters that a caller means, who may give 15; undefined when it can be none. */
export function fullId(text: string): string | undefined {
  if (!/^[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?$/.test(text)) return undefined;
  const full = withSuffix(text.slice(0, bodyLength));
  return text.length === bodyLength || text === full ? full : undefined;
}

/** The id that counts up in base 62: `001`, the pod and reserved letters, then the number. */
export function numberedId(prefix: string, number: number): string {
  let rest = number;
  let letters = "";
  while (letters.length < bodyLength - prefix.length) {
    letters = digits.charAt(rest % digits.length) + letters;
    rest = Math.floor(rest / digits.length);
  }
  return withSuffix(prefix + letters);
}

export function numberOf(id: string, prefix: string): number {
  return [...id.slice(prefix.length, bodyLength)].reduce(
    (sum, letter) => sum * digits.length + digits.indexOf(letter),
    0,
  );
}
