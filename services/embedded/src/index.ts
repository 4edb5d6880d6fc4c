export { type Arguments, argumentError, parseFlags, runFlags, usageOf } from "./arguments.ts";
export { embeddedConfig, embeddedProcess } from "./config.ts";
export { createLine, type Line } from "./line.ts";
export { type LoadedRun, loadRun } from "./load-run.ts";
export { loadOwnConnections } from "./own-connections.ts";
export type { Findings, RunCrms, StartPart } from "./run-crms.ts";
export { runEmbedded } from "./run-embedded.ts";
