export type { Actor } from "./api/actor.ts";
export {
  type Grant,
  isAllowed,
  isAllowedAnywhere,
  isWithin,
  type Permission,
  permissions,
  type Reach,
  type Rights,
  type Role,
  reachOf,
} from "./api/permissions.ts";
export { role } from "./api/role.ts";
export { automationGapText } from "./automation-gap-text.ts";
export {
  type Automation,
  type AutomationGap,
  type FieldAutomations,
  type ObjectAutomations,
  objectAutomations,
} from "./automations.ts";
export {
  type BackfillGates,
  type BackfillStop,
  backfillGates,
  type GateVerdict,
} from "./backfill-gates.ts";
export { type BillVerdict, billVerdictText } from "./bill-verdict.ts";
export { isBlankText } from "./blank-text.ts";
export { isCalendarDate } from "./calendar-date.ts";
export type { CallLimit, ToldLimit } from "./call-limit.ts";
export { type CallPurpose, callPurpose } from "./call-purpose.ts";
export { joinChoices, splitChoices } from "./choices.ts";
export { cleanText } from "./clean-text.ts";
export {
  type Companion,
  companion,
  companionField,
  companionOutputs,
  companionValue,
  type Provenance,
  withCompanionFields,
} from "./companions.ts";
export { caselessText, comparableText } from "./comparable-text.ts";
export { cutText, type TextRoom, utf8BytesOf } from "./cut-text.ts";
export { decimalOf } from "./decimal.ts";
export {
  asHint,
  type EnrichmentCompleted,
  logReaders,
  plannerGroup,
  type RecordChanged,
  recordChanged,
  type Topic,
  topics,
  type WriteDecisionKind,
  type WriteSettled,
  writerGroup,
} from "./events.ts";
export { decimalText, startOfDay, timeText } from "./filters/comparable.ts";
export {
  type FilterOperator,
  idField,
  orderingOperators,
  outputOperators,
} from "./filters/filter-operators.ts";
export {
  FilterTextError,
  parseFilter,
  type ReadFilter,
  readFilter,
} from "./filters/filter-text.ts";
export { type FilterSubject, matches } from "./filters/matches.ts";
export {
  conditionsOf,
  everyRecord,
  type FilterCondition,
  type RecordFilter,
  widened,
} from "./filters/record-filter.ts";
export { filterText } from "./filters/write-filter.ts";
export { gapText, type StreamGap } from "./gap-text.ts";
export type { HeldBy, HoldAction } from "./hold.ts";
export { heldByText } from "./hold-text.ts";
export { titleFields } from "./kept-fields.ts";
export type { ModelTerms } from "./model-terms.ts";
export { type NanoUsd, nanoFromPico, nanoFromUsd, type PicoUsd, usdFromNano } from "./money.ts";
export type {
  AskedAnswer,
  AskedProblem,
  AskedPrompt,
  AskedUsage,
  EvidencePlace,
} from "./ordered-ask.ts";
export { type OutputSpec, type OutputType, outputSpec } from "./output-spec.ts";
export { maxUrlChars, type PlainOutput, readPlainValue } from "./output-value.ts";
export { type Permits, type PermittedTo, permits, whyForbidden } from "./permits.ts";
export {
  needsPerson,
  type Reason,
  type ReasonCode,
  type ReasonDetail,
  reason,
  reasonCode,
} from "./reason.ts";
export { reasonCodesLike, reasonText } from "./reason-text.ts";
export {
  type CrmRecord,
  crmRecord,
  type FieldValues,
  type ObjectName,
  objectName,
  parseRecordKey,
  type RecordRef,
  type RecordVersion,
  recordKey,
} from "./record.ts";
export { remedyText } from "./remedy-text.ts";
export { type CostClass, costClass, costClasses, type Routing, routing } from "./routing.ts";
export { newTraceparent, traceIdOf } from "./traceparent.ts";
export { type WakeUp, wakeUp } from "./wake-up.ts";
export {
  type AnsweredOutput,
  type AnsweredOutputs,
  answeredOutputs,
  type CallClass,
  liveWanter,
  maxEvidenceChars,
  type Wanter,
  type WorkClass,
  type WorkState,
  type WriteOrderKind,
  type WritePolicy,
  type WriteSafety,
  wanter,
  writePolicy,
  writeSafety,
} from "./work.ts";
export { jobWaitMs } from "./write-jobs.ts";
