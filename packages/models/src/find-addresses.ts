import { parse } from "tldts";

// Each begins where its run of characters begins, so that no text takes quadratic time.
const schemed = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/\S+/gi;
const email = /(?<![^\s@<>()"',;:])[^\s@<>()"',;:]+@[^\s@<>()"',;:]+/g;
const dotted = /(?<![\p{L}\d.-])\.?(?:[\p{L}\d-]+\.)+\p{L}{2,}(?:[/?#]\S*)?/gu;

/** URLs, e-mail addresses and bare domains in a text, in comparable form: lower case, without scheme and `www.`. */
export function findAddresses(text: string): string[] {
  const found = [
    ...(text.match(schemed) ?? []),
    ...(text.match(email) ?? []),
    ...(text.replace(/\.{2,}/g, " ").match(dotted) ?? [])
      .map((run) => run.replace(/^\./, ""))
      .filter(isDomain),
  ];
  return [...new Set(found.map(comparable).filter((address) => address !== ""))];
}

/** A text in which addresses can be looked up. */
export function comparable(text: string): string {
  return text
    .toLowerCase()
    .replace(/\b[a-z][a-z0-9+.-]*:\/\//g, "")
    .replace(/\bwww\./g, "")
    .replace(/[/.,;:!?'")\]}]+$/, "");
}

// "Inc.The" has a dot too; only what ends in a public suffix can be visited.
function isDomain(text: string): boolean {
  return parse(text).isIcann === true;
}
