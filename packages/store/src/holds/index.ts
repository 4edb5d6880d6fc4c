export { coveringHold } from "./covering-hold.ts";
export type { Hold, HoldScope, HoldSubject } from "./hold.ts";
export { createHoldMirror, type HoldMirror, heldError } from "./hold-mirror.ts";
export { addHoldScope, holdScopes } from "./hold-scopes.ts";
export { liftHold, listHolds, type NewHold, placeHold } from "./hold-statements.ts";
