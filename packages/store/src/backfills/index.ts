export {
  type ApprovedBand,
  approveSheet,
  type Backfill,
  type BackfillChange,
  type BackfillState,
  cancelBackfillRecords,
  countRecords,
  createBackfill,
  findEnrichmentNow,
  findOrderers,
  listBackfills,
  lockBackfill,
  type NewBackfill,
  setBackfill,
  takeDueBackfill,
} from "./backfills.ts";
export {
  type AcceptedValues,
  claimDescription,
  findDescription,
  keepDescription,
  keepRecordPage,
  type StoredDescription,
} from "./described-fields.ts";
export { type FilterField, listFilterFields } from "./filter-fields.ts";
export { filterSql } from "./filter-sql.ts";
export { countRun, countStep, type RunFigures, type StepFigures } from "./gate-figures.ts";
export {
  type AskedBefore,
  findAskedBefore,
  findSampled,
  type MeasuredBy,
  type MeasuredField,
  type MeasuredRecords,
  measureFields,
  measureRecords,
} from "./measure.ts";
export { countByMinute, countLately, countSteps, findUnderWay } from "./progress.ts";
export {
  type BackfillCounts,
  type BackfillMember,
  countBackfill,
  listWaitingRecords,
  markGone,
  markInFlight,
  markRecordsSent,
} from "./records.ts";
export { findRoom, type Room } from "./room.ts";
export { settleRecords } from "./settle-records.ts";
export {
  countMembers,
  findSheet,
  keepSheet,
  type NewSheet,
  type SheetBasis,
  type StoredSheet,
} from "./sheets.ts";
export {
  type ClaimedRead,
  cancelSourceRead,
  claimLeftJob,
  claimSourceRead,
  endSourceRead,
  giveUpJob,
  keepSourceCount,
  keepSourcePage,
  listSourceReads,
  orderSourceRead,
  releaseSourceRead,
  type SourceRead,
  type SourceReadCount,
} from "./source-reads.ts";
export { type ClosedOutput, measureStanding, type StandingValues } from "./standing.ts";
export {
  listOnlyRead,
  listOpenBackfills,
  type OnlyRead,
  type OpenBackfill,
} from "./whole-line.ts";
