export { type PlannerConfig, plannerConfig } from "./config.ts";
export { laneOf } from "./plan-dispatch.ts";
export { createPlanner, type PlannerDeps } from "./service.ts";
