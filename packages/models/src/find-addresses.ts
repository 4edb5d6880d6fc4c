import { comparableText } from "@fieldwork/contracts";
import { parse } from "tldts";

// Each begins where its run of characters begins, so that no text takes quadratic time.
const schemed = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/\S+/gi;
const email = /(?<![^\s@<>()"',;:])[^\s@<>()"',;:]+@[^\s@<>()"',;:]+/g;
const dotted = /(?<![\p{L}\d.-])\.?(?:[\p{L}\d-]+\.)+\p{L}{2,}(?:[/?#]\S*)?/gu;

// What every address of plain letters has; other texts need no closer look.
const mayHoldAddress = /[^\x20-\x7e\n]|\.[a-z0-9]|@|:\/\//i;
// A browser takes it for a full stop in a domain.
const ideographicStops = /[\u3002\uff61]/g;

/** URLs, e-mail addresses and bare domains in a text, as `addressForm` has them. */
export function findAddresses(text: string): string[] {
  if (!mayHoldAddress.test(text)) return [];
  const plain = comparableText(text.replace(ideographicStops, "."));
  const found = [
    ...(plain.match(schemed) ?? []),
    ...(plain.match(email) ?? []),
    ...(plain.replace(/\.{2,}/g, " ").match(dotted) ?? [])
      .map((run) => run.replace(/^\./, ""))
      .filter(isDomain),
  ];
  return [...new Set(found.map(addressForm).filter((address) => address !== ""))];
}

/** A text in which addresses can be looked up: `comparableText` in lower case, without scheme and `www.`. */
export function addressForm(text: string): string {
  return comparableText(text.replace(ideographicStops, "."))
    .toLowerCase()
    .replace(/\b[a-z][a-z0-9+.-]*:\/\//g, "")
    .replace(/\bwww\./g, "")
    .replace(/[/.,;:!?'")\]}]+$/, "");
}

// "Inc.The" has a dot too; only what ends in a public suffix can be visited.
function isDomain(text: string): boolean {
  return parse(text).isIcann === true;
}
