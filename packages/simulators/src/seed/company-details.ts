import { choose, chooseNumber, hashOf } from "./choose.ts";
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

interface PhoneRange {
  country: string;
  area: string;
  /** The number without its last digits. */
  local: string;
  digits: number;
}

/** Ranges that are kept for fiction, so that nobody is called. */
const swedishRanges: Readonly<Record<string, PhoneRange>> = {
  Gothenburg: { country: "46", area: "31", local: "39006", digits: 2 },
  Malmo: { country: "46", area: "40", local: "62804", digits: 2 },
  Lund: { country: "46", area: "40", local: "62804", digits: 2 },
};
const stockholm: PhoneRange = { country: "46", area: "8", local: "465004", digits: 2 };
const otherRanges: Readonly<Record<string, PhoneRange>> = {
  "United States": { country: "1", area: "212", local: "55501", digits: 2 },
  Canada: { country: "1", area: "416", local: "55501", digits: 2 },
  "United Kingdom": { country: "44", area: "20", local: "79460", digits: 3 },
};

/** One and the same number, written in the way that the key chooses; empty where we have no number to give. */
export function phoneOf({ country, city, symbol }: Company, key: string): string {
  const range = country === "Sweden" ? (swedishRanges[city] ?? stockholm) : otherRanges[country];
  if (!range) return "";
  const end = `${hashOf(`${symbol} phone`) % 10 ** range.digits}`.padStart(range.digits, "0");
  const number = range.local + end;
  const trunk = range.country === "1" ? "" : "0";
  const grouped = `${number.slice(0, 3)} ${number.slice(3, -2)} ${number.slice(-2)}`;
  return choose(
    [
      `+${range.country} ${range.area} ${grouped}`,
      `+${range.country}${range.area}${number}`,
      `00${range.country} ${range.area} ${grouped}`,
      `${trunk}${range.area}-${grouped}`,
      `(${trunk}${range.area}) ${number}`,
    ],
    `${symbol} ${key}`,
  );
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

/** The description as it stands in a CRM: mostly the summary, sometimes blank, sometimes not clean. */
export function descriptionOf({ summary, symbol }: Company): string {
  const kind = hashOf(`${symbol} description`) % 200;
  if (kind < 5) return "";
  if (kind < 9) return summary.replaceAll(". ", ".\r\n");
  if (kind < 12) return summary.replaceAll(" and ", "\u00a0and\u00a0");
  if (kind < 14) return `<p>${summary.replace(". ", ".</p><p>").replaceAll("&", "&amp;")}</p>`;
  if (kind < 16) return `🚀 ${summary} 👩‍💻`;
  return summary;
}
