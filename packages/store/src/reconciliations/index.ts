export {
  countKnown,
  findKnownContent,
  type KnownContent,
  listKnownAfter,
  sampleKnown,
} from "./known-content.ts";
export {
  type ClaimedReconciliation,
  claimReconciliation,
  endReconciliation,
  gapOrderer,
  keepReconciliationStep,
  listReconciliations,
  type NewReconciliation,
  orderReconciliation,
  type Reconciliation,
  type ReconciliationCounts,
  type ReconciliationStep,
  releaseReconciliation,
  scheduleReconciliation,
} from "./reconciliations.ts";
