export { type PlannerConfig, plannerConfig } from "./config.ts";
export { createPlanner, type PlannerDeps } from "./service.ts";
