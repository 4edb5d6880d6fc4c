import providers from "email-providers/all.json" with { type: "json" };
import { parse } from "tldts";

// Providers that the list lacks: access providers of the Nordic countries, and mail with aliases.
const moreProviders = [
  ...["bredband.net", "comhem.se", "hotmail.no", "hotmail.se", "live.se", "online.no"],
  ...["passagen.se", "swipnet.se", "tele2.se", "telia.com", "duck.com", "fastmail.com"],
  ...["tuta.io", "tutanota.com"],
];

/** Where companies have pages: the address is given as a website, but is another company's. */
const pageHosts = [
  ...["facebook.com", "instagram.com", "linkedin.com", "linktr.ee", "tiktok.com"],
  ...["twitter.com", "x.com", "youtube.com"],
];

const shared: ReadonlySet<string> = new Set([...providers, ...moreProviders, ...pageHosts]);

/**
 * The domain that a company has registered, from the host of its website or addresses: what stands
 * directly under a public suffix. Null if there is none, and for a domain that many companies share:
 * that of a mail provider, or of pages. Pure.
 */
export function companyDomain(host: string | null | undefined): string | null {
  const { domain, hostname, isIcann, isPrivate } = parse(host ?? "", { allowPrivateDomains: true });
  if (domain === null || hostname === null || !(isIcann || isPrivate)) return null;
  return shared.has(domain) || shared.has(hostname) ? null : domain;
}
