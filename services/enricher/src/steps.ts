/** What the enricher does, step by step: for tests that decide when each step happens. */
export { createAskStatements } from "./ask-statements.ts";
export { createWakeUpHandler } from "./handle-wake-up.ts";
export { createRefreshStatements } from "./refresh-answer.ts";
