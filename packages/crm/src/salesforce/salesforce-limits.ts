import type { LimitWindow } from "@fieldwork/limits";

/**
 * What an org of the Enterprise Edition may do without any licence's extra: 100,000 calls in 24 hours,
 * which all its integrations share. A Developer Edition has 15,000: name that under `limits` of the
 * connection. An org takes 25 calls at once that last for 20 seconds or longer; ten leave others room:
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 */
export const salesforceWindows: readonly LimitWindow[] = [
  { kind: "day", unit: "requests", timeZone: "UTC", limit: 100_000 },
  { kind: "concurrency", limit: 10 },
];
