import { auditTexts } from "../../texts/audit.ts";

/** What an order has changed, as names and values. Pure. */
export function detailsOf(after: unknown): string {
  if (after === null || after === undefined) return "";
  if (typeof after !== "object" || Array.isArray(after)) return textOf(after);
  return Object.entries(after)
    .filter(([, value]) => !isNothing(value))
    .map(([name, value]) => `${auditTexts.detail(name)}: ${textOf(value)}`)
    .join(" · ");
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
