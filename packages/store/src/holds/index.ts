export { coveringHold } from "./covering-hold.ts";
export { putOffHeld, takeUpHeld } from "./held-work.ts";
export type { Hold, HoldScope, HoldSubject } from "./hold.ts";
export { createHoldMirror, type HoldMirror, heldError } from "./hold-mirror.ts";
export { addHoldScope, holdScopes } from "./hold-scopes.ts";
export { findHolds, type HoldsNow, liftHold, type NewHold, placeHold } from "./hold-statements.ts";
