export { type EnricherConfig, enricherConfig } from "./config.ts";
export { createPostgresBudget } from "./postgres-budget.ts";
export { createEnricher, type EnricherDeps } from "./service.ts";
