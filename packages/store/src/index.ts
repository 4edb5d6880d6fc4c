export {
  type Announcement,
  completedEvents,
  listUnannounced,
  markAnnounced,
} from "./announcements.ts";
export {
  type AnswerClaim,
  type AnswerClaimResult,
  type AnswerRelease,
  claimAnswers,
  type KeptAnswer,
  keepAnswers,
  type PaidAnswer,
  releaseAnswers,
} from "./answers.ts";
export { joinGroup, releaseGroup, takeTries } from "./braked-groups.ts";
export {
  type BudgetLimit,
  type BudgetRow,
  budgetPeriods,
  budgetSubjects,
  ensureBudgets,
  listBudgetSpecs,
  setBudgets,
} from "./budget-specs.ts";
export { type BudgetView, listBudgets, releaseHeld } from "./budgets.ts";
export type { Claim, WriteRelease, WriteRest } from "./claim.ts";
export { type ClaimKeeper, createClaimKeeper, type HeldClaim } from "./claim-keeper.ts";
export {
  type ClaimedWrite,
  claimWrites,
  countDueBackfills,
  listDueWrites,
} from "./claim-writes.ts";
export { columns } from "./columns.ts";
export {
  type ConnectionRest,
  createConnectionRests,
  endConnectionRests,
  findConnectionRest,
  type NewConnectionRest,
} from "./connection-rests.ts";
export { findCursor, saveCursor } from "./cursors.ts";
export { createDatabase, type Database, type Db, findServer } from "./database.ts";
export {
  type DeadWork,
  type DeadWorkScope,
  discardDeadWork,
  listDeadWork,
  wantDeadAgain,
} from "./dead-letters/dead-work.ts";
export {
  claimOrderedReads,
  endOrderedReads,
  type OrderedReadEnd,
  orderReads,
} from "./dead-letters/ordered-reads.ts";
export {
  createReplay,
  findReplayOfEvent,
  listWaitingMembers,
  lockReplay,
  markSent,
  type NewReplay,
  type NewReplayMember,
  type Replay,
  type ReplayCounts,
  type ReplayMemberState,
  type ReplayState,
  setReplayState,
  settleEventMembers,
  settleWorkMembers,
  takeDueReplay,
  type WaitingMember,
} from "./dead-letters/replays.ts";
export { type DecisionRow, recordDecisions } from "./decisions.ts";
export {
  countWorkOf,
  type DefinitionRef,
  type DefinitionRelease,
  findDefinitions,
  listDefinitionVersions,
  listReleased,
  type NewDefinition,
  type ReleasedDefinition,
  releaseDefinitions,
  releaseVersion,
} from "./definitions.ts";
export {
  coveringHold,
  createHoldMirror,
  findHolds,
  type Hold,
  type HoldMirror,
  type HoldSubject,
  heldError,
  liftHold,
  placeHold,
  putOffHeld,
  sparePaused,
  takeUpHeld,
} from "./holds/index.ts";
export {
  abandonIntents,
  confirmIntents,
  type Intent,
  type NewIntent,
  openIntents,
  type Recovery,
  recoverIntents,
  refuseIntents,
} from "./intents.ts";
export {
  type Correction,
  keepCases,
  type LabelledCaseRow,
  listCases,
  takeCorrections,
} from "./labelled-cases.ts";
export {
  type ClosedLane,
  claimLaneCheck,
  closeLane,
  hastenLaneChecks,
  keepLaneClosed,
  type LaneCheck,
  listClosedLanes,
  openAnswering,
  openLane,
  type Pause,
} from "./lanes.ts";
export {
  type FieldOwner,
  findOwnership,
  type LedgerEntry,
  type OpenIntent,
  type OwnerChange,
  type Ownership,
  recordOwnerChanges,
} from "./ledger.ts";
export { abandonLeft } from "./left-intents.ts";
export { findMigrations, type MigrationSet, migrate } from "./migrate.ts";
export { storeMigrations } from "./migrations.ts";
export {
  bookCalls,
  type CallBookings,
  type CallReservation,
  type CallSettlement,
  type ReservationResult,
} from "./model-calls.ts";
export { findModelChecks, keepModelCheck, type ModelCheck } from "./model-checks.ts";
export {
  acquitSuspects,
  blameSuspects,
  countSuspect,
  notePulse,
  noteSuspect,
  type Suspect,
  type Suspicion,
} from "./model-suspects.ts";
export { createNotifications, type Notifications } from "./notifications.ts";
export {
  dropOutputHints,
  findShownOutputs,
  type KeptHint,
  keepOutputHints,
  listDueOutputHints,
  type OutputHint,
  type ShownOutputs,
} from "./output-hints.ts";
export { reasonColumns } from "./reasons.ts";
export { type Refresh, refreshDue } from "./refreshing.ts";
export {
  findEnrichmentOf,
  findReviewedAnswer,
  findReviews,
  giveBackReviews,
  listOpenReviews,
  lockReviews,
  type OpenReview,
  type ReviewedAnswer,
  type ReviewFilter,
  type ReviewKey,
  takeReviews,
} from "./reviews.ts";
export { createRoleKeeper, type RoleKeeper } from "./role-keeper.ts";
export type { RoleClaim } from "./role-leases.ts";
export {
  countDeadUnder,
  countEnded,
  decideAgain,
  type EndedFilter,
  type ReasonFilter,
  runAgain,
} from "./run-again.ts";
export { prepareServicesRole, servicesUrlFrom } from "./services-role.ts";
export { stopWanting } from "./wanting.ts";
export {
  type AskEnd,
  type ClaimedAsk,
  claimAsks,
  endAsks,
  type Release,
  releaseAsks,
} from "./work-asking.ts";
export {
  type Dispatched,
  endUndefined,
  findDispatched,
  listOverdueWakeUps,
  type OverdueWakeUps,
  returnLapsed,
  type TakenWakeUp,
  takeBackOverdue,
  takeReady,
} from "./work-dispatch.ts";
export {
  findKnownRecords,
  findWaitingForInput,
  type KnownRecord,
  type KnownRecordQuery,
  keepPlan,
  type PlannedRecord,
  type PlannedWork,
} from "./work-planning.ts";
export { signalWorkReady, workReadyChannel } from "./work-signals.ts";
export { approvePreviews, endWrites, releaseWrites, type WriteEnd } from "./work-writing.ts";
export {
  type BrakeChange,
  type BrakeOn,
  type BrakeScope,
  findBrakes,
  keepBrakes,
  liftBrakes,
  lockBrakes,
  type WriteBrake,
  type WriteSetback,
} from "./write-brakes.ts";
export {
  endOrders,
  type FieldOrder,
  type NewWriteOrder,
  type OrderEnd,
  type OrderedEntry,
  type OrderOutcome,
  placeOrders,
  recordOrdered,
  releaseOrders,
} from "./write-orders.ts";
