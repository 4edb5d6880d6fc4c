export { type ConnectorConfig, connectorConfig, connectorProcess } from "./config.ts";
export type { PollProgress } from "./poll-changes.ts";
export { type ConnectorDeps, createConnector } from "./service.ts";
