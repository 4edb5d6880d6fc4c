export { casesProblems } from "./check-cases.ts";
export {
  definedFreshness,
  type Enrichment,
  type EnrichmentFile,
  enrichmentFile,
  type LabelledCase,
  vocabularyFile,
} from "./definition.ts";
export { createDefinitions, type Definitions } from "./definitions.ts";
export { durationMs } from "./durations.ts";
export {
  catalogSetting,
  findRoute,
  loadConfiguredEnrichments,
  loadProposedEnrichment,
  routeSetting,
} from "./enrichment-settings.ts";
export { type Agreement, type EvaluatedCase, evaluate } from "./evaluate.ts";
export { type Arm, armOf, routeOfArm } from "./experiment.ts";
export {
  fieldsRead,
  inputHash,
  type MissingInput,
  missingInput,
  missingInputReason,
} from "./inputs.ts";
export { laneOf, lanesOf } from "./lane-of.ts";
export { type KnownReading, loadEnrichments } from "./load-enrichments.ts";
export { normalisedText } from "./normalised-text.ts";
export { type OutputsOf, outputsIn, outputsOf } from "./outputs.ts";
export { lockPrompt } from "./prompt-lock/lock-prompt.ts";
export type { LockedFigures, LockedVersion } from "./prompt-lock/prompt-lock.ts";
export { readCases } from "./read-cases.ts";
export { type DefinitionChange, findReleaseChanges, releaseEnrichments } from "./release.ts";
export { renderInstructions } from "./render-instructions.ts";
export { contentOf, proposedEnrichment, releasedEnrichment, withRoute } from "./versions.ts";
