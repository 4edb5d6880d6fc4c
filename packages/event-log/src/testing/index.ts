export { describeEventLog, type EventLogBackend } from "./contract-suite.ts";
