export { plannerConfig, plannerProcess } from "./config.ts";
export { createPlanner } from "./service.ts";
