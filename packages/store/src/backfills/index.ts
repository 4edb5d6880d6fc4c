export {
  type Backfill,
  type BackfillChange,
  type BackfillState,
  type BackfillStop,
  cancelBackfillRecords,
  countRecords,
  createBackfill,
  findEnrichmentNow,
  listBackfills,
  lockBackfill,
  type NewBackfill,
  setBackfill,
  takeDueBackfill,
} from "./backfills.ts";
export {
  claimDescription,
  keepDescription,
  type StoredDescription,
} from "./described-fields.ts";
export { type FilterField, listFilterFields } from "./filter-fields.ts";
export {
  type BackfillCounts,
  type BackfillMember,
  countBackfill,
  countStep,
  listWaitingRecords,
  markGone,
  markInFlight,
  markRecordsSent,
  type StepFigures,
  settleRecords,
} from "./records.ts";
export {
  type ClaimedRead,
  cancelSourceRead,
  claimSourceRead,
  endSourceRead,
  keepSourceCount,
  keepSourcePage,
  listSourceReads,
  orderSourceRead,
  releaseSourceRead,
  type SourceRead,
} from "./source-reads.ts";
export {
  listOnlyRead,
  listOpenBackfills,
  type OnlyRead,
  type OpenBackfill,
} from "./whole-line.ts";
