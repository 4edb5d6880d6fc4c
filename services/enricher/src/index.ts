export { type EnricherConfig, enricherConfig } from "./config.ts";
export { createEnricher, type EnricherDeps } from "./service.ts";
