import type { FieldDescription } from "./crm-adapter.ts";
import { findOption } from "./find-option.ts";

/** What keeps the CRM's field from taking this value, in words for people; undefined when it fits. Null clears. */
export function checkAgainstField(
  value: string | null,
  description: FieldDescription,
): string | undefined {
  const { vendorName, exists, writable, maxChars, options } = description;
  if (!exists) return `the CRM has no field ${vendorName}, or hides it from us`;
  if (!writable) return `the CRM does not let us write ${vendorName}`;
  if (value === null || value === "") return undefined;
  if (maxChars !== undefined && value.length > maxChars) {
    return `${vendorName} holds ${maxChars} characters, the value has ${value.length}`;
  }
  if (options !== undefined && findOption(value, description) === undefined) {
    return `${vendorName} has no such option`;
  }
  return undefined;
}
