export {
  type ClaimedHint,
  claimHints,
  endHints,
  keepHints,
  type NewHint,
  releaseHints,
} from "./change-hints.ts";
export { type EndedActivity, hintsOfEnded, keepShownActivities } from "./shown-activities.ts";
export { findStreamPosition, saveStreamPosition } from "./stream-positions.ts";
