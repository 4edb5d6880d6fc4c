import { type Reason, splitChoices } from "@fieldwork/contracts";
import type { FieldDescription } from "./crm-adapter.ts";
import { findOption } from "./find-option.ts";

/** Why the CRM's field cannot take this value; undefined if it fits. Null clears. */
export function checkAgainstField(
  value: string | null,
  description: FieldDescription,
): Reason | undefined {
  const { vendorName: vendorField, exists, writable, maxChars, options } = description;
  if (!exists) return { code: "field-missing", detail: { vendorField } };
  if (!writable) return { code: "field-read-only", detail: { vendorField } };
  if (value === null || value === "") return undefined;
  if (maxChars !== undefined && value.length > maxChars) {
    return { code: "value-too-long", detail: { vendorField, maxChars, chars: value.length } };
  }
  const chosen = description.isSeveral === true ? splitChoices(value) : [value];
  const isKnown = (one: string) => findOption(one, description) !== undefined;
  if (options !== undefined && !chosen.every(isKnown)) {
    return { code: "option-unknown", detail: { vendorField } };
  }
  return undefined;
}
