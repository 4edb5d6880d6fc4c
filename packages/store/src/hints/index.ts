export {
  type ClaimedHint,
  claimHints,
  endHints,
  keepHints,
  type NewHint,
  releaseHints,
} from "./change-hints.ts";
export { findStreamPosition, saveStreamPosition } from "./stream-positions.ts";
