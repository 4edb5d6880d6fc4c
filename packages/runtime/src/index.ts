export {
  AppError,
  type AppErrorOptions,
  type ErrorCode,
  isAppError,
  isItemsOwn,
  reasonOf,
} from "./app-error.ts";
export { type BatcherOptions, createBatcher } from "./batcher.ts";
export { type ConfigProblem, configError, loadConfig } from "./config.ts";
export { failureText } from "./failure-text.ts";
export {
  type CheckedService,
  checkAll,
  createHealthServer,
  type HealthCheck,
  type HealthServer,
} from "./health.ts";
export { loadAll } from "./load-all.ts";
export {
  createLogger,
  type Logger,
  type LoggerOptions,
  type LogLevel,
  redactText,
} from "./logger.ts";
export { messageShape } from "./message-shape.ts";
export { printableText } from "./printable-text.ts";
export { backendSettings, type ProcessSettings, processSettings } from "./process-settings.ts";
export { type ProcessParts, runProcess } from "./run-process.ts";
export { closing, type Service, startServices, stopServices } from "./service.ts";
export { singleOut } from "./single-out.ts";
export { stableHash, stableJson } from "./stable-hash.ts";
export { storableJson, storableText } from "./storable-text.ts";
export { createTelemetry, withSpan } from "./telemetry.ts";
export { createTicker, type Ticker } from "./ticker.ts";
export { backoffMs, delay } from "./wait.ts";
