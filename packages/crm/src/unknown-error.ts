import { createInstruments, redactText } from "@fieldwork/runtime";
import type { VendorName } from "./vendors.ts";

const unknownErrors = createInstruments((meter) =>
  meter.createCounter("fieldwork.crm.errors.unknown", {
    description: "Refusals of a CRM that none of our tables of errors knows",
    unit: "{error}",
  }),
);

/** As much as an error of any CRM we know says; a page of HTML may be endless. */
const longestReply = 8000;

/**
 * Counts a refusal that none of our tables knows, and returns the whole of what the CRM said, without
 * secrets: it is kept with the error until somebody has read it.
 */
export function noteUnknown(vendor: VendorName, status: number | "item", reply: string): string {
  unknownErrors()?.add(1, { "fieldwork.crm": vendor, "error.type": String(status) });
  return redactText(reply).slice(0, longestReply);
}
