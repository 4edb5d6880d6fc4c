export { type EmbeddedConfig, embeddedConfig } from "./config.ts";
export { createLine, type Line, type LineOptions } from "./line.ts";
export { countLine } from "./run-figures.ts";
