import { choose, chooseNumber } from "./choose.ts";
import type { Company } from "./companies.ts";

/** A name as somebody else would have typed it. */
export function otherName({ name, symbol }: Company): string {
  const plain = name
    .replace(/\s*\(publ\.?\)/i, "")
    .replace(/[,.]?\s+(AB|A\/S|ASA|Oyj|Ltd\.?|Inc\.?|plc|SE|AG|S\.A\.)$/i, "")
    .trim();
  const isSwedish = /\bAB\b/.test(name);
  const short = plain.replace(/^AB\s+/, "");
  const variants: [string, ...string[]] = [
    short.toUpperCase(),
    isSwedish ? `${short} Aktiebolag` : short,
    isSwedish ? `AB ${short}` : `${short} Group`,
    short,
    `${short} (${choose(["HQ", "Nordics", "parent co."], `${symbol} suffix`)})`,
    short.toLowerCase(),
  ];
  return choose(
    variants.filter((variant) => variant !== name) as [string, ...string[]],
    `${symbol} name`,
  );
}

/** The host of a website without `www.`; empty when it has none. */
export function domainOf({ website }: Company): string {
  const host = URL.canParse(website) ? new URL(website).hostname : "";
  return host.replace(/^www\./, "").toLowerCase();
}

/** A website as people paste it. */
export function pastedWebsite(company: Company): string {
  const { website, symbol } = company;
  const domain = domainOf(company);
  if (domain === "") return "";
  const variants: [string, ...string[]] = [
    website,
    website,
    `www.${domain}`,
    `https://${domain.toUpperCase()}:443/`,
    `https://www.${domain}/en/about-us?utm_source=crm`,
  ];
  return choose(variants, `${symbol} website`);
}

const employees: Readonly<Record<string, [number, number]>> = {
  "Nano Cap": [3, 40],
  "Micro Cap": [15, 200],
  "Small Cap": [90, 1500],
  "Mid Cap": [700, 6000],
  "Large Cap": [4000, 60_000],
  "Mega Cap": [60_000, 110_000],
};

export function employeesOf({ marketCap, symbol }: Company): number | undefined {
  const range = employees[marketCap];
  return range && chooseNumber(range[0], range[1], `${symbol} employees`);
}

const untidyTexts: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll(". ", ".\r\n"),
  (text) => text.replaceAll(" and ", "\u00a0and\u00a0"),
  (text) => `<p>${text.replace(". ", ".</p><p>").replaceAll("&", "&amp;")}</p>`,
  (text) => `🚀 ${text} 👩‍💻`,
];
const blankEvery = 60;
const untidyEvery = 95;

/** The description of the company of this index: the summary, but for a few that are blank or not clean. */
export function descriptionOf({ summary }: Company, index: number): string {
  if (index % blankEvery === 17) return "";
  if (index % untidyEvery !== 31) return summary;
  const variant = Math.floor(index / untidyEvery) % untidyTexts.length;
  return untidyTexts[variant]?.(summary) ?? summary;
}
