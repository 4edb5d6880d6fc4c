export {
  changeBackfill,
  defaultRamp,
  defaultRestMinutes,
  orderBackfill,
  showBackfill,
} from "./backfills/backfills.ts";
export { makeSheet } from "./backfills/sheet/make-sheet.ts";
export { orderRead, showRead } from "./backfills/source-reads.ts";
export { exportCases } from "./cases/export-cases.ts";
export { orderLink } from "./company-links/order-link.ts";
export { apiConfig, apiProcess, cliConfig } from "./config.ts";
export { listDeadLetters } from "./dead-letters/groups.ts";
export { replayDeadLetters, showReplay } from "./dead-letters/replay.ts";
export type { DefinitionFiles } from "./definitions/proposals.ts";
export { createDrivers } from "./drivers.ts";
export { erasePerson, previewErasure, verifyErasure } from "./erasure/erase-person.ts";
export { explainRecord } from "./explain-record.ts";
export { explainText } from "./explain-text.ts";
export {
  type HoldRequest,
  type HoldTarget,
  holdByOrder,
  resumeByOrder,
} from "./holds/order-holds.ts";
export { prepareConfig } from "./prepare.ts";
export { decideReviews } from "./reviews/decide-reviews.ts";
export { createApiService } from "./service.ts";
export { previewUndo, showUndo, undoByOrder } from "./undo/undo.ts";
export { computerUser } from "./who/computer-user.ts";
export { createOwnLink, linkUrl } from "./who/links.ts";
