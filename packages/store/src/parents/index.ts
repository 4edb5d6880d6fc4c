export {
  type DueUnderParent,
  type DueUnderParents,
  listDueUnderParents,
} from "./due-under-parents.ts";
export {
  findLeasedParents,
  findWrittenParents,
  leaseParents,
  type ParentsToLease,
  releaseParents,
  renewParents,
} from "./parent-leases.ts";
