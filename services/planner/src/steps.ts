/** What the planner does, step by step: for tests that decide when each step happens. */
export { stepBackfill } from "./backfill-driver.ts";
export { createChangeHandler } from "./handle-changes.ts";
export { planWork } from "./plan-work.ts";
