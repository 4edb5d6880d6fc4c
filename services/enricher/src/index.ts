export { findRevivable } from "./asked-under.ts";
export { type EnricherConfig, enricherConfig, enricherProcess } from "./config.ts";
export { admissionLimits, createModels } from "./create-models.ts";
export {
  isFreeModel,
  type ModelSettings,
  modelProblems,
  modelSettings,
  openaiKeyFrom,
  providersOf,
} from "./model-settings.ts";
export {
  createPreflight,
  type PreflightDeps,
  preflight,
  preflightProblems,
  type Refusal,
} from "./preflight.ts";
export { createEnricher, type EnricherDeps } from "./service.ts";
