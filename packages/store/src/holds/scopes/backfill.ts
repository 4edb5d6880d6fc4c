import type { HoldScope } from "../hold.ts";

/** What nobody wants but backfills that are held: others who want the same are not held up. */
export const backfill: HoldScope = {
  kind: "backfill",
  covers: (target, { wantedBy }, held) =>
    wantedBy.includes(target) && wantedBy.every((one) => held.has(one)),
  coversSql: (work) => {
    // What runs serves those who wanted it as it was claimed.
    const wanters = `case when ${work}.state in ('asking', 'answered', 'writing') then ${work}.running_by
      else ${work}.wanted_by end`;
    return `hold.target = any(${wanters}) and (${wanters}) <@ array(
      select target from hold as other where other.scope = hold.scope)`;
  },
};
