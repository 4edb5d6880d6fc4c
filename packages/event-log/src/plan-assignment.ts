/** A partition's lease as it is now: who holds it and until when it is good. */
export interface PartitionLease {
  partition: number;
  owner: string | null;
  isExpired: boolean;
}

export interface AssignmentPlan {
  acquire: number[];
  release: number[];
}

/**
 * What one member of a group should take and give up, so that all hold equally many, give or take one.
 * Pure: each member decides for itself, and the leases in the store show who was first.
 */
export function planAssignment({
  member,
  members,
  leases,
}: {
  member: string;
  members: readonly string[];
  leases: readonly PartitionLease[];
}): AssignmentPlan {
  const alive = [...new Set([...members, member])].toSorted();
  const rank = alive.indexOf(member);
  const [least, extra] = [Math.floor(leases.length / alive.length), leases.length % alive.length];
  const share = least + (rank < extra ? 1 : 0);
  const mine = leases.filter(({ owner, isExpired }) => owner === member && !isExpired);
  const free = leases.filter(({ owner, isExpired }) => owner === null || isExpired);
  const partitions = (some: readonly PartitionLease[]) => some.map(({ partition }) => partition);
  return {
    acquire: partitions(free).slice(0, Math.max(0, share - mine.length)),
    release: partitions(mine).slice(share),
  };
}
