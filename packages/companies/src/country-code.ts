import { type CountryCode, getCountries } from "libphonenumber-js";

let codesByName: Map<string, CountryCode> | undefined;

/** ISO 3166 code of a country written as a code, in English or in its own language. */
export function countryCode(text: string): CountryCode | undefined {
  codesByName ??= nameCountries();
  return codesByName.get(nameKey(text));
}

function nameKey(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll(".", "").replace(/\s+/g, " ").trim();
}

const otherNames: readonly (readonly [string, CountryCode])[] = [
  ["usa", "US"],
  ["united states of america", "US"],
  ["uk", "GB"],
  ["great britain", "GB"],
  ["england", "GB"],
  ["scotland", "GB"],
  ["wales", "GB"],
  ["holland", "NL"],
  ["the netherlands", "NL"],
  ["czech republic", "CZ"],
  ["turkey", "TR"],
];

function nameCountries(): Map<string, CountryCode> {
  const names = new Map<string, CountryCode>();
  const english = new Intl.DisplayNames("en", { type: "region" });
  for (const code of getCountries()) {
    const language = new Intl.Locale(`und-${code}`).maximize().language;
    const own = new Intl.DisplayNames(language, { type: "region" });
    for (const name of [own.of(code), english.of(code)]) {
      if (name !== undefined) names.set(nameKey(name), code);
    }
  }
  for (const code of getCountries()) names.set(nameKey(code), code);
  for (const [name, code] of otherNames) names.set(name, code);
  return names;
}
