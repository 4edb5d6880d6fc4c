export {
  countMentions,
  countRows,
  eraseRows,
  findErased,
  type Person,
  type RowCounts,
} from "./erase-records.ts";
export {
  beginErasure,
  type CaseExport,
  completeErasures,
  type ErasureReceipt,
  findCaseExports,
  keepErased,
  listErasures,
} from "./erasures.ts";
export { columnsIn, personalData } from "./personal-data.ts";
export {
  createSuppression,
  findSigningKey,
  findSuppressed,
  type Suppression,
  suppress,
  suppressionKnownMs,
} from "./suppression.ts";
