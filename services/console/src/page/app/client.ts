import { createClient } from "@fieldwork/contracts/client";

/** The API that served this page, as the page's session. */
export const client = createClient({ url: location.origin });

/** Names an order, so that it is carried out once however often it is sent. Works on plain http, too. */
export function newOrderKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
