export { type CompanionSituation, decideCompanion } from "./decide-companion.ts";
export { decideField } from "./decide-field.ts";
export { type FieldDecision, waitsForPerson } from "./field-decision.ts";
export { findOwner } from "./find-owner.ts";
export { isOutdated, liveValue } from "./live-value.ts";
