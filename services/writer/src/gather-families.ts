import type { DueUnderParent } from "@fieldwork/store/parents";

/**
 * Which of the answers that are due, what the live line wants first, go into a batch: those of one parent together,
 * as far as there is room, beginning with the parent of what fell due first; what the live line wants before the
 * rest. What the first brings doubt into is joined only by what is as doubtful, and halved. Pure.
 */
export function gatherFamilies(
  due: readonly DueUnderParent[],
  { limit, maxBatch }: { limit: number; maxBatch: number },
): DueUnderParent[] {
  const doubt = due[0]?.doubt ?? 0;
  const most = Math.min(limit, Math.max(1, maxBatch >> Math.min(doubt, 30)));
  const fitting = due.filter((one) => one.doubt <= doubt);
  const families = [...Map.groupBy(fitting, ({ workId, parentId }) => parentId ?? `of ${workId}`)];
  const inFamilies = families.flatMap(([, ofParent]) => ofParent);
  const [live, others] = [
    inFamilies.filter(({ isLive }) => isLive),
    inFamilies.filter(({ isLive }) => !isLive),
  ];
  return [...live, ...others].slice(0, most);
}
