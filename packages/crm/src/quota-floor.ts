import type { Quota } from "./crm-adapter.ts";
import { CrmError } from "./crm-error.ts";

export interface QuotaFloorOptions {
  connection: string;
  /** How much of the CRM's day is left to other integrations, in percent. */
  floorPercent: number;
  nowMs?: (() => number) | undefined;
}

/** What the CRM says of its day, and what is left of it for us. */
export interface QuotaFloor {
  /** What a reply told, beside what those before it did; undefined if it told nothing. */
  note(quota: Quota | undefined): void;
  /** Throws CrmError `quota`, and nothing is sent, where only the part of the others is left. */
  check(): void;
  quota(): Quota;
}

export const defaultFloorPercent = 20;
/** What was said longer ago may be over: one call may find out. */
const believedForMs = 10 * 60_000;

/** The CRM counts the calls of all integrations together: so what it says is shared by all of our processes. */
export function createQuotaFloor({
  connection,
  floorPercent,
  nowMs = () => performance.now(),
}: QuotaFloorOptions): QuotaFloor {
  let known: Quota = {};
  let notedAt = Number.NEGATIVE_INFINITY;
  return {
    note(quota) {
      if (quota === undefined) return;
      known = { ...known, ...quota };
      if (quota.used !== undefined) notedAt = nowMs();
    },
    check() {
      const full = fullOf(known, floorPercent);
      if (full === undefined) return;
      const at = nowMs();
      if (at - notedAt > believedForMs) {
        // The next one waits for what this one is told.
        notedAt = at;
        return;
      }
      throw new CrmError(`${full.told}, and ${full.used} of ${full.limit} are used`, {
        ...{ reason: "quota", outcome: "not-sent", signature: "quota floor" },
        details: { connection },
      });
    },
    quota: () => known,
  };
}

function fullOf({ used, limit, app }: Quota, floorPercent: number) {
  if (app !== undefined && isAtFloor(app, 0)) {
    return { ...app, told: "our app has a limit of its own" };
  }
  if (used === undefined || limit === undefined) return undefined;
  if (!isAtFloor({ used, limit }, floorPercent)) return undefined;
  return {
    used,
    limit,
    told: `${floorPercent} % of the day's calls are kept for other integrations`,
  };
}

/** Pure. */
function isAtFloor(
  { used, limit }: { used: number; limit: number },
  floorPercent: number,
): boolean {
  return used >= Math.floor(limit * (1 - floorPercent / 100));
}
