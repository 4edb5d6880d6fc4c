export { coveringHold } from "./covering-hold.ts";
export { putOffHeld, takeUpHeld } from "./held-work.ts";
export type { Hold, HoldSubject } from "./hold.ts";
export { createHoldMirror, type HoldMirror, heldError } from "./hold-mirror.ts";
export { findHolds, liftHold, placeHold, sparePaused } from "./hold-statements.ts";
