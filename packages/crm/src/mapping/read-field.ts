import { joinChoices, splitChoices } from "@fieldwork/contracts";
import { canonicalPhone } from "../canonical-phone.ts";
import { canonicalTimeZone } from "../canonical-time-zone.ts";
import { canonicalDate, canonicalDecimal, canonicalTime, domainFrom } from "../canonical-values.ts";
import type { MappedField } from "./mapping.ts";

/** The text of a vendor's field: null when it is empty, undefined when it is hidden from us. */
export type ReadVendorField = (name: string) => string | null | undefined;

/**
 * A canonical field of a record. A value that does not fit its type is left as it is, because somebody
 * wrote it.
 */
export function readField(
  { from, type, country }: MappedField,
  read: ReadVendorField,
): string | null | undefined {
  const value = firstFilled(from, read);
  if (!value) return value;
  switch (type) {
    case "number":
    case "integer":
      return canonicalDecimal(value);
    case "boolean":
      return /^(?:true|false)$/i.test(value) ? value.toLowerCase() : value;
    case "date":
      return canonicalDate(value);
    case "time":
      return canonicalTime(value) ?? value;
    case "timeZone":
      return canonicalTimeZone(value) ?? value;
    case "choices":
      return joinChoices(splitChoices(value), []) || null;
    case "domain":
      return domainFrom(value);
    case "phone":
      return canonicalPhone(value, country === undefined ? undefined : read(country));
    case "text":
    case "choice":
    case "url":
    case "email":
      return value;
    default:
      return type satisfies never;
  }
}

function firstFilled(from: readonly string[], read: ReadVendorField): string | null | undefined {
  let first: string | null | undefined;
  for (let index = 0; index < from.length; index++) {
    const value = read(from[index] ?? "");
    if (value) return value;
    if (index === 0) first = value;
  }
  return first;
}
