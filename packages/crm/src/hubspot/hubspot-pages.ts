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

/** The id that HubSpot gives an object's type; undefined for an object of the portal's own that goes by its name. */
export function hubspotTypeId(type: string): string | undefined {
  return /^\d+-\d+$/.test(type) ? type : typeIds[type.toLowerCase()];
}

/** Whether a portal is behind this address: a stand-in on our own machine has no pages. */
export function hasHubspotPages(baseUrl: string): boolean {
  return !isLoopback(new URL(baseUrl).hostname);
}

/** The address of an object's records, with `{id}` for the id; null for an object whose pages are not known. */
export async function readHubspotPage(
  client: Pick<HubspotClient, "request">,
  { type }: Pick<HubspotObject, "type">,
  signal: AbortSignal,
): Promise<string | null> {
  const typeId = hubspotTypeId(type);
  if (typeId === undefined) return null;
  const { uiDomain, portalId } = await readHubspotPortal(client, signal);
  return `https://${uiDomain}/contacts/${portalId}/record/${typeId}/{id}`;
}

/** Which portal it is, and where people look at it. */
export async function readHubspotPortal(
  client: Pick<HubspotClient, "request">,
  signal: AbortSignal,
): Promise<z.infer<typeof account>> {
  const reply = await client.request({ method: "GET", path: "/account-info/v3/details" }, signal);
  const parsed = account.safeParse(reply);
  if (!parsed.success) throw malformed(parsed.error);
  return parsed.data;
}
