import { isLoopback } from "@fieldwork/http";
import { z } from "zod";
import { type HubspotClient, malformed } from "./hubspot-client.ts";
import type { HubspotObject } from "./hubspot-fields.ts";

/** https://developers.hubspot.com/docs/api-reference/account-account-info-v3 */
const account = z.object({
  portalId: z.int().positive(),
  // Where people of this portal look at it; it differs by region.
  uiDomain: z.string().regex(/^[a-z0-9.-]+$/i),
});

/** The ids that addresses have for the objects that HubSpot brings. */
const typeIds: Readonly<Record<string, string>> = {
  ...{ contacts: "0-1", companies: "0-2", deals: "0-3", tickets: "0-5", leads: "0-136" },
  ...{ notes: "0-46", emails: "0-49", calls: "0-48", tasks: "0-27" },
};

/** Every name by which HubSpot calls an object, in lower case: its plural, its singular and its id. */
export function namesOfObject(type: string): string[] {
  const plural = Object.keys(typeIds).find((name) => typeIds[name] === type) ?? type.toLowerCase();
  const singular = plural === "companies" ? "company" : plural.replace(/s$/, "");
  return [plural, singular, typeIds[plural] ?? []].flat();
}

/** Whether a portal is behind this address: a stand-in on our own machine has no pages. */
export function hasHubspotPages(baseUrl: string): boolean {
  return !isLoopback(new URL(baseUrl).hostname);
}

/** The address of an object's records, with `{id}` for the id; null for an object whose pages are not known. */
export async function readHubspotPage(
  client: Pick<HubspotClient, "readAccount">,
  { type }: Pick<HubspotObject, "type">,
  signal: AbortSignal,
): Promise<string | null> {
  const typeId = /^\d+-\d+$/.test(type) ? type : typeIds[type.toLowerCase()];
  if (typeId === undefined) return null;
  const parsed = account.safeParse(await client.readAccount(signal));
  if (!parsed.success) throw malformed(parsed.error);
  const { uiDomain, portalId } = parsed.data;
  return `https://${uiDomain}/contacts/${portalId}/record/${typeId}/{id}`;
}
