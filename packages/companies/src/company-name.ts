import { isLegalForm } from "./legal-forms.ts";

const letters: Readonly<Record<string, string>> = {
  æ: "ae",
  œ: "oe",
  ø: "o",
  ß: "ss",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/**
 * The words by which a company is called: without case, diacritics, punctuation, and legal forms at
 * either end. What stands in brackets is left out, unless there is nothing else. Pure.
 */
export function nameWords(name: string): string[] {
  const plain = folded(name);
  const outside = wordsOf(plain.replace(/\([^()]*\)|\[[^[\]]*\]/g, " "));
  return withoutForms(outside.length > 0 ? outside : wordsOf(plain));
}

/** Equal for names that differ in nothing but the spelling; null where a name has no word. Pure. */
export function nameKey(name: string | null | undefined): string | null {
  return nameWords(name ?? "").join(" ") || null;
}

/** `same` but for the spelling; `alike` if each word of one is in the other. */
export type NameMatch = "same" | "alike" | "different" | "unknown";

/** Symmetric. Pure. */
export function compareNames(
  one: string | null | undefined,
  other: string | null | undefined,
): NameMatch {
  const [first, second] = [nameWords(one ?? ""), nameWords(other ?? "")];
  if (first.length === 0 || second.length === 0) return "unknown";
  if (first.join("") === second.join("")) return "same";
  const [short, long] = first.length <= second.length ? [first, second] : [second, first];
  return short.every((word) => long.includes(word)) ? "alike" : "different";
}

function folded(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}+/gu, "")
    .replace(/[æœøßłđðþı]/g, (letter) => letters[letter] ?? letter);
}

function wordsOf(text: string): string[] {
  return (
    text
      .replace(/[&+]/g, " and ")
      // "S.p.A." and "A/S" are one word each, "J. Smith" is two.
      .replace(/(?<![\p{L}\p{N}])(?:\p{L}{1,2}[./])+\p{L}{0,2}(?![\p{L}\p{N}])/gu, (letters) =>
        letters.replace(/[./]/g, ""),
      )
      .replace(/['’`´]/g, "")
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== "")
  );
}

function withoutForms(words: readonly string[]): string[] {
  let [from, to] = [0, words.length];
  while (to - from > 1 && isForm(words[to - 1])) to -= 1;
  while (to - from > 1 && isForm(words[from])) from += 1;
  // "GmbH & Co. KG": what joins two forms goes with them.
  while (to - from > 1 && words[to - 1] === "and") {
    to -= 1;
    while (to - from > 1 && isForm(words[to - 1])) to -= 1;
  }
  return words.slice(from, to);
}

function isForm(word: string | undefined): boolean {
  return word !== undefined && isLegalForm(word);
}
