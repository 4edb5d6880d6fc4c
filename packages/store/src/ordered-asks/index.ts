export {
  type AskNews,
  type CalledUsage,
  type ClaimedOrderedAsk,
  claimOrderedAsks,
  endOrderedAsk,
  findAskedUsage,
  type Holder,
  type OrderedAskEnd,
  renewOrderedAsks,
  tellOrderedAsk,
} from "./claim-asks.ts";
export {
  type EvaluatedAsk,
  type Evaluation,
  findAskedRoute,
  findProposed,
  listEvaluatedAsks,
  listEvaluations,
  type NewEvaluatedAsk,
  type NewEvaluation,
  placeEvaluation,
  type StoredEvaluation,
  stopEvaluation,
  watchEvaluation,
} from "./evaluations.ts";
export {
  findLastOutputs,
  findOrderedAsks,
  type OrderedAsk,
  sweepOrderedAsks,
} from "./find-asks.ts";
export {
  type NewOrderedAsk,
  orderedAskChannel,
  placeOrderedAsks,
  stopOrderedAsks,
  watchOrderedAsks,
} from "./place-asks.ts";
export {
  type AskedRecord,
  claimAskedRecords,
  keepRecordOptions,
  type OptionsOfRecord,
} from "./record-options.ts";
export { listOpenSample, listSample, mostSampled, pickSample } from "./samples.ts";
