export { type WriterConfig, writerConfig } from "./config.ts";
export { createWriter, type WriterDeps } from "./service.ts";
