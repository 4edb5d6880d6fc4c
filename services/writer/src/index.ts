export { type WriterConfig, writerConfig } from "./config.ts";
export { prepareOutputs } from "./prepare-outputs.ts";
export { createWriter, type WriterDeps } from "./service.ts";
