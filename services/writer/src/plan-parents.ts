import type { RecordToWrite } from "@fieldwork/crm";
import type { WritePlan } from "./plan-writes.ts";

/** Record to parent, as far as records have one. */
export type Parents = ReadonlyMap<string, string>;

export function parentsOf(records: readonly RecordToWrite[]): Parents {
  return new Map(
    records.flatMap(({ ref, parentId }) => (parentId === undefined ? [] : [[ref.id, parentId]])),
  );
}

/** The parents under which a plan writes. Pure. */
export function parentsToWriteUnder({ decided }: WritePlan, parents: Parents): string[] {
  const written = decided.filter(({ decision }) => decision.kind === "write");
  return [...new Set(written.flatMap(({ claim }) => parents.get(claim.recordId) ?? []))];
}

/** Without what would write under other parents than these: that waits. Pure. */
export function underParents(
  plan: WritePlan,
  { parents, leased }: { parents: Parents; leased: ReadonlySet<string> },
): WritePlan {
  const waiting = new Set(
    plan.decided.flatMap(({ claim, decision }) => {
      const parent = parents.get(claim.recordId);
      const isFree = parent === undefined || leased.has(parent);
      return decision.kind === "write" && !isFree ? [claim] : [];
    }),
  );
  if (waiting.size === 0) return plan;
  const decided = plan.decided.filter(({ claim }) => !waiting.has(claim));
  return { ...plan, decided, waiting: [...plan.waiting, ...waiting] };
}

/** Records under one parent next to each other, so that a call that is halved keeps them together. Pure. */
export function byParent<Write>(
  writes: readonly (readonly [id: string, write: Write])[],
  parents: Parents,
): readonly (readonly [id: string, write: Write])[] {
  if (parents.size === 0) return writes;
  const groups = Map.groupBy(writes, ([id]) => parents.get(id) ?? id);
  return [...groups.values()].flat();
}
