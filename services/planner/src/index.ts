export { type PlannerConfig, plannerConfig, plannerProcess } from "./config.ts";
export { createPlanner, type PlannerDeps } from "./service.ts";
