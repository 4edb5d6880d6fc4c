import { isLoopback } from "@fieldwork/http";
import type { SalesforceObject } from "./salesforce-fields.ts";

/** The address of an object's records in the org, with `{id}` for the id; null: a stand-in has no pages. */
export function salesforcePage(
  loginUrl: string,
  { type }: Pick<SalesforceObject, "type">,
): string | null {
  const { hostname, origin } = new URL(loginUrl);
  return isLoopback(hostname) ? null : `${origin}/lightning/r/${type}/{id}/view`;
}
