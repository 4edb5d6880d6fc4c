/** What the texts of several pages are put together from. */

export function several(count: number, one: string, more: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : more}`;
}

/** A code as words. */
export function said(code: string): string {
  return code.replaceAll(/[-_]/g, " ");
}

export function because(why: string | undefined): string {
  return why === undefined ? "" : `: ${why}`;
}

export function short(text: string): string {
  const shownChars = 80;
  return text.length > shownChars ? `${text.slice(0, shownChars)}…` : text;
}

export function quoted(value: string | undefined): string {
  return value === undefined ? "blank" : `“${short(value)}”`;
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export const decisions: Readonly<Record<string, string>> = {
  write: "to be written",
  unchanged: "nothing to write",
  "human-value": "a person's value was kept",
  "cleared-by-person": "left blank, as a person wants it",
  policy: "not allowed by the field's policy",
  pinned: "kept as it is, because it is pinned",
  "changed-since": "not written, because the value has changed since",
  stale: "not written, because a newer answer was",
  "low-confidence": "a person is asked",
  "formula-like": "a person is asked, because it begins like a formula",
  "cannot-be-written": "the CRM cannot take it",
  withdrawn: "not written, because it was undone",
  abstained: "no answer",
  rejected: "the answer was not taken",
  hidden: "the CRM does not show us the field",
};

export const replies: Readonly<Record<string, string>> = {
  open: "has not replied yet",
  settled: "has written it",
  refused: "has refused it",
  abandoned: "was not asked in the end",
};
