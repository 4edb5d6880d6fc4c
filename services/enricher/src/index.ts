export { type AccountHealth, createAccountHealth } from "./account-health.ts";
export { findRevivable } from "./asked-under.ts";
export { enricherConfig, enricherProcess } from "./config.ts";
export { createPreflight, preflight, preflightProblems, type Refusal } from "./preflight.ts";
export { createRouteCheck } from "./route-check.ts";
export { createEnricher } from "./service.ts";
export { createTermsKeeper } from "./terms-keeper.ts";
