export {
  type AskNews,
  type ClaimedOrderedAsk,
  claimOrderedAsks,
  endOrderedAsk,
  findAskedUsage,
  type Holder,
  type OrderedAskEnd,
  orderedAskToldChannel,
  renewOrderedAsks,
  tellOrderedAsk,
} from "./claim-asks.ts";
export { findOrderedAsks, type OrderedAsk, sweepOrderedAsks } from "./find-asks.ts";
export {
  type NewOrderedAsk,
  orderedAskChannel,
  placeOrderedAsks,
  stopOrderedAsks,
  watchOrderedAsks,
} from "./place-asks.ts";
