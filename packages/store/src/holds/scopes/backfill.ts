import type { HoldScope } from "../hold.ts";

/** Who wants a row: what is running serves those who wanted it when it was claimed. */
export function wantersSql(work: string): string {
  return `case when ${work}.state in ('asking', 'answered', 'writing') then ${work}.running_by
    else ${work}.wanted_by end`;
}

/** Covers what only held backfills want: others who want the same are not delayed. */
export const backfill: HoldScope = {
  kind: "backfill",
  covers: (target, { wantedBy }, held) =>
    wantedBy.includes(target) && wantedBy.every((one) => held.has(one)),
  coversSql: (work) => {
    const wanters = wantersSql(work);
    return `hold.target = any(${wanters}) and (${wanters}) <@ array(
      select target from hold as other where other.scope = hold.scope)`;
  },
};
