import type { Reply } from "../core/http-reply.ts";
import { rateLimited } from "./hubspot-errors.ts";
import type { HubspotOptions } from "./hubspot-options.ts";

export interface HubspotLimits {
  /** Counts a call; the refusal when it is one too many. */
  take(isSearch: boolean): Reply | undefined;
  /** What a reply tells about what is left. Searches tell about the day only. */
  headers(isSearch: boolean): Record<string, string>;
}

/** What a portal reports as its limits where it enforces none. */
const reported = { callsPerDay: 650_000, callsPerTenSeconds: 190 };

export function createHubspotLimits(options: HubspotOptions): HubspotLimits {
  const { callsPerDay, callsPerTenSeconds, searchesPerSecond, now = Date.now } = options;
  const searches = createWindow(1000);
  const calls = createWindow(10_000);
  let day = "";
  let callsToday = 0;

  return {
    take(isSearch) {
      const nowMs = now();
      const today = new Date(nowMs).toISOString().slice(0, 10);
      if (today !== day) callsToday = 0;
      day = today;
      if (callsPerDay !== undefined && callsToday >= callsPerDay) return rateLimited("DAILY");
      callsToday += 1;
      if (isSearch) {
        return searches.take(nowMs, searchesPerSecond) ? undefined : rateLimited("SECONDLY");
      }
      return calls.take(nowMs, callsPerTenSeconds)
        ? undefined
        : rateLimited("TEN_SECONDLY_ROLLING");
    },
    headers(isSearch) {
      const daily = callsPerDay ?? reported.callsPerDay;
      const max = callsPerTenSeconds ?? reported.callsPerTenSeconds;
      return {
        "X-HubSpot-RateLimit-Daily": `${daily}`,
        "X-HubSpot-RateLimit-Daily-Remaining": `${Math.max(0, daily - callsToday)}`,
        ...(!isSearch && {
          "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
          "X-HubSpot-RateLimit-Max": `${max}`,
          "X-HubSpot-RateLimit-Remaining": `${Math.max(0, max - calls.count())}`,
          "X-HubSpot-RateLimit-Secondly": `${Math.ceil(max / 10)}`,
          "X-HubSpot-RateLimit-Secondly-Remaining": `${Math.ceil(max / 10) - 1}`,
        }),
      };
    },
  };
}

/** Counts what fell into the last so many milliseconds; a refused call does not count. */
function createWindow(windowMs: number) {
  let times: number[] = [];
  return {
    take(nowMs: number, limit: number | undefined): boolean {
      if (limit === undefined) return true;
      times = times.filter((at) => at > nowMs - windowMs);
      if (times.length >= limit) return false;
      times.push(nowMs);
      return true;
    },
    count: () => times.length,
  };
}
