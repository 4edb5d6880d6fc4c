import type { LimitWindow, UnitAmounts } from "@fieldwork/limits";
import type { HttpCall } from "../http-sender.ts";

/**
 * What a private app may do in the smallest accounts: 100 calls in ten seconds and 250,000 a day, which
 * its account's private apps share, and five searches a second. The day begins anew at the account's own
 * midnight, which `limits` of the connection can name. Larger accounts may do more:
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */
export const hubspotWindows: readonly LimitWindow[] = [
  { kind: "rate", unit: "requests", per: "ten-seconds", limit: 100 },
  { kind: "rate", unit: "searches", per: "second", limit: 5 },
  { kind: "day", unit: "requests", timeZone: "UTC", limit: 250_000 },
];

export function hubspotAmounts({ url }: HttpCall): UnitAmounts {
  return url.endsWith("/search") ? { searches: 1 } : {};
}
