import {
  cutText,
  decimalOf,
  isCalendarDate,
  type Reason,
  splitChoices,
  utf8BytesOf,
} from "@fieldwork/contracts";
import type { FieldDescription } from "./crm-adapter.ts";
import { findOption } from "./find-option.ts";

/** Why the CRM's field cannot take this value; undefined if it fits. Null clears. Pure. */
export function checkAgainstField(
  value: string | null,
  description: FieldDescription,
): Reason | undefined {
  const { vendorName: vendorField, exists, writable, takes } = description;
  if (!exists) return { code: "field-missing", detail: { vendorField } };
  if (!writable) return { code: "field-read-only", detail: { vendorField } };
  if (value === null || value === "") return undefined;
  if (takes !== undefined && !isTaken[takes](value)) {
    return { code: "value-unfit", detail: { vendorField, takes } };
  }
  return checkLength(value, description) ?? checkOptions(value, description);
}

// A day is its midnight in UTC. A moment within it would be refused, or moved to another day.
const isTaken: Readonly<
  Record<NonNullable<FieldDescription["takes"]>, (value: string) => boolean>
> = {
  number: (value) => decimalOf(value) !== undefined,
  date: isCalendarDate,
};

function checkLength(
  value: string,
  { vendorName: vendorField, maxChars = Infinity, maxBytes = Infinity }: FieldDescription,
): Reason | undefined {
  const chars = value.length;
  if (chars > maxChars) return { code: "value-too-long", detail: { vendorField, maxChars, chars } };
  // No UTF-16 unit takes more than three bytes.
  if (3 * chars <= maxBytes) return undefined;
  const bytes = utf8BytesOf(value);
  if (bytes <= maxBytes) return undefined;
  return { code: "value-too-long", detail: { vendorField, maxBytes, bytes } };
}

function checkOptions(value: string, description: FieldDescription): Reason | undefined {
  const { vendorName: vendorField, options, recordOptions = options, isSeveral } = description;
  if (options === undefined) return undefined;
  const chosen = isSeveral === true ? splitChoices(value) : [value];
  const found = chosen.map((one) => findOption(one, description));
  if (found.includes(undefined)) return { code: "option-unknown", detail: { vendorField } };
  const isTakenHere = found.every((one) => one !== undefined && recordOptions?.includes(one));
  return isTakenHere ? undefined : { code: "option-not-for-record", detail: { vendorField } };
}

/**
 * A text as the CRM's field can hold it: cut at a grapheme if it is too long. One of which nothing would be
 * left stays as it is, and does not fit. Pure.
 */
export function cutToField(text: string, description: FieldDescription): string {
  if (checkLength(text, description) === undefined) return text;
  return cutText(text, description).trimEnd() || text;
}
