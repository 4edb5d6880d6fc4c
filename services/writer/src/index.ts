export { type WriterConfig, writerConfig, writerProcess } from "./config.ts";
export { createWriter, type WriterDeps } from "./service.ts";
