import type { CrmRecord } from "@fieldwork/contracts";
import type { CrmAdapter, WriteGuard } from "@fieldwork/crm";
import type { WritePlan } from "./plan-writes.ts";

export interface GuardSituation {
  plan: Pick<WritePlan, "decided">;
  live: readonly CrmRecord[];
  /** By `performance.now()`. */
  readBeganAt: number;
  adapter: Pick<CrmAdapter, "writes">;
}

/**
 * The guards of the records to be written to, by id. A record's fields are written together: one that is
 * guarded guards them all. Pure.
 */
export function guardsOf({
  plan,
  live,
  readBeganAt,
  adapter,
}: GuardSituation): ReadonlyMap<string, WriteGuard> {
  const isGuarded = ({ decision, writes }: WritePlan["decided"][number]) =>
    decision.kind === "write" && (writes ?? adapter.writes) === "guarded";
  const guarded = new Set(
    plan.decided.flatMap((one) => (isGuarded(one) ? [one.claim.recordId] : [])),
  );
  return new Map(
    live
      .filter(({ ref }) => guarded.has(ref.id))
      .map(({ ref, version: { vendorAt }, outputs }) => [
        ref.id,
        { vendorAt, readBeganAt, outputs },
      ]),
  );
}
