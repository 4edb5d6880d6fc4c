export { findRevivable } from "./asked-under.ts";
export { type EnricherConfig, enricherConfig, enricherProcess } from "./config.ts";
export { createModels } from "./create-models.ts";
export {
  createPreflight,
  type PreflightDeps,
  preflight,
  preflightProblems,
  type Refusal,
} from "./preflight.ts";
export { createEnricher, type EnricherDeps } from "./service.ts";
