export { describeEventLog, type EventLogBackend } from "./contract-suite.ts";
export { fillDeadLetters } from "./fill-dead-letters.ts";
