export {
  leaseParents,
  type ParentsToLease,
  releaseParents,
  renewParents,
} from "./parent-leases.ts";
