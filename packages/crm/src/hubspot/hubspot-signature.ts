import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookCall } from "../hint.ts";

const longestAgeMs = 5 * 60_000;

/** What HubSpot decodes in an address before it signs it; everything else stays encoded. */
const decodedInAddress: Readonly<Record<string, string>> = {
  ...{ "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$", "%27": "'" },
  ...{ "%28": "(", "%29": ")", "%2A": "*", "%2C": ",", "%3B": ";" },
};

/**
 * Why a call is not HubSpot's; undefined if it is. Not by the SDK, which decodes nothing, compares in a
 * time that tells, and takes a timestamp that lies ahead, or is none.
 * https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
export function signatureProblem(
  { method, url, headers, rawBody }: WebhookCall,
  { clientSecret, nowMs }: { clientSecret: string; nowMs: number },
): string | undefined {
  const timestamp = headers["x-hubspot-request-timestamp"];
  if (typeof timestamp !== "string" || !/^\d{1,15}$/.test(timestamp)) return "has no timestamp";
  if (Math.abs(nowMs - Number(timestamp)) > longestAgeMs) {
    return "was signed more than five minutes away from now";
  }
  const given = headers["x-hubspot-signature-v3"];
  if (typeof given !== "string") return "has no signature";
  const signed = createHmac("sha256", clientSecret)
    .update(`${method}${decodedAddress(url)}`)
    .update(rawBody)
    .update(timestamp)
    .digest();
  const claimed = Buffer.from(given, "base64");
  const isRight = claimed.length === signed.length && timingSafeEqual(claimed, signed);
  return isRight ? undefined : "is not signed with this app's secret";
}

function decodedAddress(url: string): string {
  return url.replace(/%[0-9A-Fa-f]{2}/g, (code) => decodedInAddress[code.toUpperCase()] ?? code);
}
