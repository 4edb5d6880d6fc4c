import type { CompanyLinkRow } from "@fieldwork/store/reading";

const reasons: Readonly<Record<string, string>> = {
  "same-domain": "both have the same registered domain, and nothing contradicts",
  "same-name-and-phone": "both have the same name and the same phone number",
  "same-name-and-place": "both have the same name in the same city",
  "domain-but-other-name": "both have the same registered domain, but their names differ",
  "domain-but-other-country":
    "both have the same registered domain, but are in different countries",
  "name-alone": "only their name is the same",
  "name-but-other-domain": "their name is the same, but their domains differ",
  "nothing-in-common": "neither domain nor name is the same",
  "not-compared": "no rule has compared them",
};

/** Why two records are one company, or are not, as a sentence. Pure. */
export function linkText({
  state,
  reason,
  orderedBy,
}: Pick<CompanyLinkRow, "state" | "reason" | "orderedBy">): string {
  const rule = reasons[reason] ?? reason;
  switch (state) {
    case "confirmed":
      return `One company: ${orderedBy} says so. By the rules, ${rule}.`;
    case "refused":
      return `Two companies: ${orderedBy} says so. By the rules, ${rule}.`;
    case "linked":
      return `One company: ${rule}.`;
    case "doubtful":
      return `Perhaps one company: ${rule}. Until a person confirms it, they are two.`;
    case "apart":
      return `Two companies: ${rule}.`;
    default:
      return state satisfies never;
  }
}
