/** What a page takes: values without any schema, so that none reaches its bundle. */
export {
  isAllowed,
  type Permission,
  permissions,
  type Reach,
  type Rights,
  type Role,
  reachOf,
  roles,
} from "./api/permissions.ts";
export type { Problem } from "./api/problem.ts";
export type { RouteName } from "./api/routes.ts";
export { automationGapText } from "./automation-gap-text.ts";
export type { Automation, AutomationGap } from "./automations.ts";
export type { BackfillStop, GateVerdict } from "./backfill-gates.ts";
export { billVerdictText } from "./bill-verdict.ts";
export {
  type FilterOperator,
  filterOperators,
  idField,
  idOperators,
  orderingOperators,
  outputOperators,
} from "./filters/filter-operators.ts";
export type { RecordFilter } from "./filters/record-filter.ts";
export { filterText } from "./filters/write-filter.ts";
export { gapText } from "./gap-text.ts";
export type { Reason } from "./reason.ts";
export { reasonText } from "./reason-text.ts";
export type { RecordRef } from "./record.ts";
