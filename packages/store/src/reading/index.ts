export { type AcceptanceRow, countDecided } from "./acceptance.ts";
export { findRecordPage, listReadObjects, type ReadObject } from "./connectors.ts";
export type { Cursor } from "./cursor.ts";
export { countDeadEvents, type DeadEvent, findDeadEvents } from "./dead-events.ts";
export {
  type DeadEventGroup,
  type DeadGroupFilter,
  type DeadGroups,
  type DeadWorkGroup,
  findDeadGroups,
  findReplay,
  listFailedAnew,
  listReplays,
  type ReplayFailure,
} from "./dead-groups.ts";
export { type DeadSample, findDeadSamples } from "./dead-samples.ts";
export {
  type DefinedOutput,
  listDefinedOutputs,
  listWrittenOutputs,
  type WrittenOutput,
} from "./defined-outputs.ts";
export {
  countFreshness,
  type FreshnessAsked,
  type FreshnessWindow,
  findOverdue,
  findPlanDelay,
  listResting,
  type OverdueGroup,
} from "./freshness.ts";
export { type LineSample, takeLineSample } from "./line-sample.ts";
export type { Condition, Filters, List } from "./list.ts";
export { type AuditRow, audit } from "./lists/audit.ts";
export { type CallRow, calls, callsApart } from "./lists/calls.ts";
export { type CompanyLinkRow, companyLinks, findCompanyLinks } from "./lists/company-links.ts";
export { type DeadEventRow, deadEvents } from "./lists/dead-events.ts";
export { type DecisionListRow, decisions } from "./lists/decisions.ts";
export { type LedgerFilter, type LedgerRow, ledger } from "./lists/ledger.ts";
export type { RecordRow } from "./lists/records.ts";
export { type ReviewRow, reviews } from "./lists/reviews.ts";
export {
  answeredWork,
  claimedWork,
  deadLetters,
  dispatchedWork,
  finishedWork,
  readyWork,
  type WorkRow,
} from "./lists/work.ts";
export { type Area, findMarks } from "./marks.ts";
export { type CallAmounts, listModelWeather, type ModelWeather } from "./model-weather.ts";
export { type ConnectionView, findOperations, type LaneView } from "./operations.ts";
export {
  type Count,
  type CountRequest,
  countCap,
  countRows,
  maxPageRows,
  type Page,
  type PageRequest,
  readPage,
} from "./read-list.ts";
export { countRecords, type RecordChoice, readRecords } from "./read-records.ts";
export { createReader, type Reader } from "./reader.ts";
export {
  keepRecordFilters,
  listRecordFilters,
  type RecordFilterField,
  recordFilterFields,
} from "./record-filters.ts";
export {
  findRecordStates,
  type RecordState,
  type StateLedger,
  type StateWork,
} from "./record-states.ts";
export { findTitles } from "./record-titles.ts";
export { type AnsweredOutputRow, findAnsweredOutputs } from "./run/answered-outputs.ts";
export { findHappenings, findLatest, type Happening, type Seen } from "./run/happenings.ts";
export { countLine, type LineCounts } from "./run/line-counts.ts";
export {
  countDeadReasons,
  findRunFigures,
  markRunStart,
  type RunFigures,
  type RunStart,
} from "./run/run-figures.ts";
export { findSample, type SampleRow } from "./run/run-sample.ts";
export { findSharingFigures, type SharingFigures } from "./run/sharing-figures.ts";
export { hintsCounted, listStreams, type StreamView } from "./streams.ts";
export {
  readTimeline,
  type TimelineAnswer,
  type TimelineCall,
  type TimelineDecision,
  type TimelineEntry,
  type TimelineOrder,
  type TimelineOrderEnd,
  type TimelineOwnerChange,
  type TimelineRequest,
} from "./timeline.ts";
export {
  findRefsById,
  findTrail,
  type Trail,
  type TrailAnswer,
  type TrailCall,
  type TrailDecision,
  type TrailIntent,
  type TrailLedger,
  type TrailOrder,
  type TrailOwnerChange,
  type TrailRecord,
  type TrailReview,
  type TrailWork,
} from "./trail.ts";
export {
  type AskedField,
  findKnownWriters,
  findRecordCases,
  type KnownWriters,
  type RecordCase,
} from "./value-writers.ts";
export { findVersionFigures, type VersionFigures } from "./version-figures.ts";
