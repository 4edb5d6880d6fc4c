import type { ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter, RecordToWrite } from "@fieldwork/crm";
import type { WritePlan } from "./plan-writes.ts";

/** Record to parent, as far as records have one; what is a parent itself is its own. */
export type Parents = ReadonlyMap<string, string>;

/** Where an object stands in a CRM that locks a record's parent while it saves the record. */
export interface Place {
  isParent: boolean;
  /** The objects of its parents. */
  under: readonly ObjectName[];
}

export function placeOf(
  { objects, parentsOf: parentsIn }: Pick<CrmAdapter, "objects" | "parentsOf">,
  object: ObjectName,
): Place {
  const isParent = objects.some((one) => parentsIn?.(one).includes(object));
  return { isParent, under: parentsIn?.(object) ?? [] };
}

export function parentsOf(records: readonly RecordToWrite[], { isParent }: Place): Parents {
  const pairs = records.map(({ ref, parentId }) => [ref.id, isParent ? ref.id : parentId] as const);
  return new Map(pairs.flatMap(([id, parent]) => (parent === undefined ? [] : [[id, parent]])));
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
