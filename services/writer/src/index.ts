export { writerConfig, writerProcess } from "./config.ts";
export { createWriter } from "./service.ts";
