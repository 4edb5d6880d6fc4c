export { type EmbeddedConfig, embeddedConfig } from "./config.ts";
export { createModels } from "./create-models.ts";
export { createLine, type Line, type LineOptions } from "./line.ts";
export { type OutputsByObject, outputsOf, prepareOutputs } from "./prepare-outputs.ts";
export { countLine } from "./run-figures.ts";
