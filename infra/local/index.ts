export { kafkaImage } from "./local-kafka.ts";
export type { LocalServer } from "./local-server.ts";
export {
  type BackendName,
  type LocalBackends,
  type LocalBackendsOptions,
  startLocalBackends,
} from "./start-local-backends.ts";
