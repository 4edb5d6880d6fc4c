import type { HeardLimit } from "@fieldwork/limits";
import type { VendorLimit } from "./http/vendor-limits.ts";

/**
 * What a vendor's headers tell of its limits, in our units. A limit over all tokens bounds input and output alike. Those
 * of other times, or of what nobody can tell, are left out. Pure.
 */
export function toldLimits(told: readonly VendorLimit[]): HeardLimit[] {
  return told.flatMap(({ of, limit, remaining }) => {
    const words = of.toLowerCase().split("-");
    const per = perOf(words);
    // Gateways say 0 where they have no limit.
    if (per === undefined || limit === 0) return [];
    return unitsOf(words).map((unit) => ({ unit, per, limit, remaining }));
  });
}

/** Of a minute, unless it says otherwise. */
function perOf(words: readonly string[]): HeardLimit["per"] | undefined {
  if (words.some((word) => otherTimes.has(word))) return undefined;
  return words.some((word) => word === "day" || word === "daily") ? "day" : "minute";
}

const otherTimes = new Set(["second", "hour", "week", "month", "monthly", "year"]);

function unitsOf(words: readonly string[]): string[] {
  if (words.some((word) => word.startsWith("req"))) return ["requests"];
  if (!words.includes("tokens")) return [];
  if (words.includes("input")) return ["input-tokens"];
  return words.includes("output") ? ["output-tokens"] : ["input-tokens", "output-tokens"];
}
