export { connectorConfig, connectorProcess } from "./config.ts";
export type { PollProgress } from "./poll-changes.ts";
export { createConnector } from "./service.ts";
