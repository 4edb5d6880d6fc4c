import { companyDomain } from "./company-domain.ts";
import { compareNames, type NameMatch, nameKey } from "./company-name.ts";
import { countryCode } from "./country-code.ts";

/** What a CRM says of a company, in canonical form; what is not known is absent or null. */
export interface CompanyFacts {
  name?: string | null | undefined;
  domain?: string | null | undefined;
  country?: string | null | undefined;
  city?: string | null | undefined;
  phone?: string | null | undefined;
}

/** What two records must have in common to be looked at together: one of these is enough. */
export interface CompanyKeys {
  domain: string | null;
  name: string | null;
}

/** Pure. */
export function companyKeys({ name, domain }: CompanyFacts): CompanyKeys {
  return { domain: companyDomain(domain), name: nameKey(name) };
}

/** As codes: sentences are made where people read. */
export type LinkReason =
  | "same-domain"
  | "same-name-and-phone"
  | "same-name-and-place"
  | "domain-but-other-name"
  | "domain-but-other-country"
  | "name-alone"
  | "name-but-other-domain"
  | "nothing-in-common";

/** How two records compare, point by point; `unknown` where either does not say. */
export interface LinkEvidence {
  domain: Comparison;
  name: NameMatch;
  country: Comparison;
  city: Comparison;
  phone: Comparison;
}
export type Comparison = "same" | "different" | "unknown";

export interface LinkDecision {
  /** `linked`: one company. `doubtful`: a person may say so. `apart`: nothing speaks for it. */
  verdict: "linked" | "doubtful" | "apart";
  reason: LinkReason;
  evidence: LinkEvidence;
}

/**
 * Whether two records are one company. Pure and symmetric.
 *
 * - The registrable domain decides, unless name or country contradict; a domain that many companies
 *   share, such as that of a mail provider, is none.
 * - Without a domain of both, the name decides, but never alone: the phone number or the place must be
 *   the same, and nothing may contradict.
 * - Two domains contradict: with them a name joins nobody.
 */
export function decideLink(one: CompanyFacts, other: CompanyFacts): LinkDecision {
  const evidence: LinkEvidence = {
    domain: compared(companyDomain(one.domain), companyDomain(other.domain)),
    name: compareNames(one.name, other.name),
    country: compared(countryOf(one), countryOf(other)),
    city: compared(nameKey(one.city), nameKey(other.city)),
    phone: compared(phoneOf(one), phoneOf(other)),
  };
  return { ...judge(evidence), evidence };
}

function judge({
  domain,
  name,
  country,
  city,
  phone,
}: LinkEvidence): Omit<LinkDecision, "evidence"> {
  if (domain === "same") {
    if (name === "different") return { verdict: "doubtful", reason: "domain-but-other-name" };
    if (country === "different") return { verdict: "doubtful", reason: "domain-but-other-country" };
    return { verdict: "linked", reason: "same-domain" };
  }
  if (name !== "same") return { verdict: "apart", reason: "nothing-in-common" };
  if (country === "different") return { verdict: "apart", reason: "name-alone" };
  if (domain === "different") {
    return { verdict: phone === "same" ? "doubtful" : "apart", reason: "name-but-other-domain" };
  }
  if (phone === "same") return { verdict: "linked", reason: "same-name-and-phone" };
  if (city === "same" && country === "same") {
    return { verdict: "linked", reason: "same-name-and-place" };
  }
  return { verdict: "doubtful", reason: "name-alone" };
}

function compared(one: string | null, other: string | null): Comparison {
  if (one === null || other === null) return "unknown";
  return one === other ? "same" : "different";
}

/** The code, so that "Sweden" is "SE"; of a country that nobody knows, its name. */
function countryOf({ country }: CompanyFacts): string | null {
  return country ? (countryCode(country) ?? nameKey(country)) : null;
}

/** Only a number with its country can be compared. */
function phoneOf({ phone }: CompanyFacts): string | null {
  return phone?.startsWith("+") ? phone : null;
}
