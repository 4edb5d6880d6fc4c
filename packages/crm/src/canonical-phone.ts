import { countryCode } from "@fieldwork/companies";
import { parsePhoneNumberFromString } from "libphonenumber-js";

/**
 * A phone number in E.164 if the country is known, from the number or from the record; otherwise, and
 * if it has an extension or cannot be a number of that country, the text as it is.
 */
export function canonicalPhone(text: string, country: string | null | undefined): string {
  const region = country ? countryCode(country) : undefined;
  if (region === undefined && !/^\s*\+/.test(text)) return text;
  const number = parsePhoneNumberFromString(text, region ? { defaultCountry: region } : undefined);
  if (!number || number.ext !== undefined || !number.isValid()) return text;
  return number.number;
}
