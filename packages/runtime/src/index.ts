export {
  AppError,
  type ErrorCode,
  isAppError,
  isItemsOwn,
  reasonOf,
  stoppedError,
} from "./app-error.ts";
export { type Arrivals, createArrivals } from "./arrivals.ts";
export { createBatcher } from "./batcher.ts";
export { type ConfigProblem, configError, type Environment, loadConfig } from "./config.ts";
export {
  type ConfigPart,
  type ConfigText,
  configSetting,
  findConfigPart,
  readConfigFile,
  readConfigPart,
  variableName,
} from "./config-folder.ts";
export { failureText } from "./failure-text.ts";
export {
  type FileProblem,
  type ProblemAtPath,
  placeText,
  toConfigProblem,
} from "./file-problem.ts";
export { createFollower } from "./follower.ts";
export {
  type CheckedService,
  checkAll,
  createHealthServer,
  type HealthCheck,
  type HealthServer,
} from "./health.ts";
export { loadAll } from "./load-all.ts";
export { createLogger, type Logger, type LogLevel, redactText } from "./logger.ts";
export { messageShape } from "./message-shape.ts";
export { nameRemedy } from "./name-remedy.ts";
export { outliveReader } from "./outlive-reader.ts";
export { practiseInTurn } from "./practise-in-turn.ts";
export { printableText } from "./printable-text.ts";
export {
  adminSetting,
  backendSettings,
  checkoutSettings,
  leaseSetting,
  processSettings,
} from "./process-settings.ts";
export { atPlace, type Place, type ReadYaml, readYaml, type YamlForm } from "./read-yaml.ts";
export { type ProcessParts, runProcess } from "./run-process.ts";
export { createSecretsReader, loadWithSecrets, secretsSetting } from "./secrets-folder.ts";
export { closeAtEnd, type Service, startServices, stopServices } from "./service.ts";
export {
  count,
  milliseconds,
  type SettingMeta,
  type SettingView,
  setting,
  settingsOf,
  withDefault,
} from "./setting.ts";
export { settingsHeading, settingsText } from "./settings-text.ts";
export { singleOut } from "./single-out.ts";
export { stableHash, stableJson } from "./stable-hash.ts";
export { stopSignal } from "./stop-signal.ts";
export { storableJson, storableText } from "./storable-text.ts";
export {
  createGauges,
  createInstruments,
  createTelemetry,
  type GaugeValue,
  isTraced,
  withSpan,
} from "./telemetry.ts";
export { createTicker, type Ticker } from "./ticker.ts";
export { backoffMs, delay, untilStopped, within } from "./wait.ts";
export { createWarmUp } from "./warm-up.ts";
