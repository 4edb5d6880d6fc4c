import { untilMs } from "./moments.ts";

/** What a vendor's headers tell of one of its limits. */
export interface VendorLimit {
  /** In the vendor's words: `requests`, `tokens`, `input-tokens`, `requests-day`; empty where it names none. */
  of: string;
  limit?: number;
  remaining?: number;
  /** Until there is room again. */
  resetMs?: number;
}

export type HeaderEntries = Iterable<readonly [name: string, value: string]>;

/**
 * All limits that headers tell of, whichever way the vendor names them:
 * `x-ratelimit-remaining-tokens`, `anthropic-ratelimit-requests-reset`, `ratelimit-limit`. Pure.
 */
export function vendorLimits(headers: HeaderEntries, nowMs: number): VendorLimit[] {
  const limits = new Map<string, VendorLimit>();
  for (const [name, value] of headers) {
    const meaning = name.includes("limit") ? meaningOf(name) : null;
    if (!meaning) continue;
    const { of, key, role } = meaning;
    const amount = amountIn(value, role, nowMs);
    if (amount === undefined) continue;
    const limit = limits.get(of) ?? { of };
    limit[key] = amount;
    limits.set(of, limit);
  }
  return [...limits.values()];
}

type Role = "remaining" | "reset" | "limit";

interface Meaning {
  role: Role;
  key: "remaining" | "resetMs" | "limit";
  of: string;
}

const keys = { remaining: "remaining", reset: "resetMs", limit: "limit" } as const;
const roles: readonly Role[] = ["remaining", "reset", "limit"];
const limitHeader = /^(?:[a-z]+-)*?rate-?limit(?:by[a-z]+)?[-_](.+)$/;

// The same dozen names come with each reply. Null: it tells of no limit.
const known = new Map<string, Meaning | null>();
const maxKnown = 500;

function meaningOf(name: string): Meaning | null {
  const seen = known.get(name);
  if (seen !== undefined) return seen;
  const words = limitHeader.exec(name)?.[1]?.split(/[-_]/) ?? [];
  const role = roles.find((one) => words.includes(one));
  const of = words.filter((word) => word !== role).join("-");
  const meaning = role ? { role, key: keys[role], of } : null;
  if (known.size < maxKnown) known.set(name, meaning);
  return meaning;
}

function amountIn(value: string, role: Role, nowMs: number): number | undefined {
  if (role === "reset") return untilMs(value, { unitMs: 1000, nowMs });
  // Azure has sent -1 for what it did not know.
  return /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}
