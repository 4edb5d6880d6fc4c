export {
  type Backfill,
  type BackfillChange,
  type BackfillState,
  type BackfillStop,
  cancelBackfillRecords,
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
export { filterSql } from "./filter-sql.ts";
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
  listOnlyRead,
  listOpenBackfills,
  type OnlyRead,
  type OpenBackfill,
} from "./whole-line.ts";
