export type { CallEnd } from "./adaptive-concurrency.ts";
export type {
  Admission,
  AdmissionCapacity,
  AdmissionLease,
  AdmissionRequest,
  AdmissionSpend,
  AdmissionSpent,
  UnitAmounts,
} from "./admission.ts";
export { freshLease } from "./fresh-lease.ts";
export { createInProcessAdmission } from "./in-process-admission.ts";
export type { HeardLimit } from "./learnt-limits.ts";
export {
  type ClassWeights,
  type CommonLimits,
  type LimitTable,
  type LimitUnit,
  type LimitWindow,
  type RatePeriod,
  type ScopeLimits,
  windowsFrom,
} from "./limits.ts";
export { classWeights, liveShareSetting } from "./live-share.ts";
export { createRedisAdmission } from "./redis-admission.ts";
export { createRetryBudget, type RetryBudget } from "./retry-budget.ts";
export type { Scopes } from "./rules.ts";
export { limitWindowForm } from "./window-form.ts";
