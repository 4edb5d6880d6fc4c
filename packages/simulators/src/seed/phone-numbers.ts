import type { Company } from "./companies.ts";

export interface PhoneNumber {
  countryCode: string;
  /** Without the zero that is dialled at home. */
  area: string;
  subscriber: string;
}

interface PhoneRange {
  countryCode: string;
  area: string;
  first: number;
  count: number;
}

function range(
  countryCode: string,
  area: string,
  [first, count]: readonly [number, number],
): PhoneRange {
  return { countryCode, area, first, count };
}

/** Ranges that are kept for fiction, so that nobody is called; those of a city come before the country's. */
const ranges: Readonly<Record<string, readonly PhoneRange[]>> = {
  Stockholm: [range("46", "8", [46_500_400, 100])],
  Gothenburg: [range("46", "31", [3_900_600, 100])],
  Malmo: [range("46", "40", [6_280_400, 100])],
  Lund: [range("46", "40", [6_280_400, 100])],
  Sweden: [
    range("46", "70", [1_740_605, 95]),
    range("46", "980", [319_200, 100]),
    range("46", "8", [46_500_400, 100]),
    range("46", "31", [3_900_600, 100]),
    range("46", "40", [6_280_400, 100]),
  ],
  "United States": [range("1", "212", [5_550_100, 100])],
  Canada: [range("1", "416", [5_550_100, 100])],
  "United Kingdom": [range("44", "20", [79_460_000, 1000])],
};

/**
 * A number for each company, by its text, as long as there are any: listings of one company share it, and
 * no two companies do.
 */
export function assignPhones(companies: readonly Company[]): ReadonlyMap<string, PhoneNumber> {
  const used = new Map<string, number>();
  const phones = new Map<string, PhoneNumber>();
  for (const { summary, city, country } of companies) {
    if (phones.has(summary)) continue;
    const candidates = [...(ranges[city] ?? []), ...(ranges[country] ?? [])];
    const free = candidates.find(({ area, count }) => (used.get(area) ?? 0) < count);
    if (free === undefined) continue;
    const { countryCode, area, first } = free;
    const index = used.get(area) ?? 0;
    used.set(area, index + 1);
    phones.set(summary, { countryCode, area, subscriber: `${first + index}` });
  }
  return phones;
}

const styles: readonly ((number: PhoneNumber, trunk: string) => string)[] = [
  ({ countryCode, area, subscriber }) => `+${countryCode} ${area} ${grouped(subscriber)}`,
  ({ countryCode, area, subscriber }) => `+${countryCode}${area}${subscriber}`,
  ({ countryCode, area, subscriber }) => `00${countryCode} ${area} ${grouped(subscriber)}`,
  ({ area, subscriber }, trunk) => `${trunk}${area}-${grouped(subscriber)}`,
  ({ area, subscriber }, trunk) => `(${trunk}${area}) ${subscriber}`,
];

export const phoneStyles = styles.length;

/** A number as people type it, in one of five ways. */
export function formatPhone(number: PhoneNumber, style: number): string {
  const trunk = number.countryCode === "1" ? "" : "0";
  return styles[style % phoneStyles]?.(number, trunk) ?? number.subscriber;
}

function grouped(subscriber: string): string {
  const middle = subscriber.slice(3, -2);
  const end = subscriber.slice(-2);
  return `${subscriber.slice(0, 3)} ${middle.length > 1 ? `${middle} ` : middle}${end}`;
}
