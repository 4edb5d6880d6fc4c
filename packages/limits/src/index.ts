export type { CallEnd } from "./adaptive-concurrency.ts";
export type {
  Admission,
  AdmissionBucket,
  AdmissionCapacity,
  AdmissionLease,
  AdmissionLimits,
  AdmissionRefusal,
  AdmissionRequest,
  AdmissionSpend,
  AdmissionSpent,
  WaitOptions,
} from "./admission.ts";
export { freshLease } from "./fresh-lease.ts";
export { createInProcessAdmission } from "./in-process-admission.ts";
export { createRedisAdmission, type RedisAdmissionOptions } from "./redis-admission.ts";
