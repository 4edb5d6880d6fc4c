export { findRevivable } from "./asked-under.ts";
export { enricherConfig, enricherProcess } from "./config.ts";
export { preflight, preflightProblems, type Refusal } from "./preflight.ts";
export { createEnricher } from "./service.ts";
