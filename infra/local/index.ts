export { freePort } from "./free-port.ts";
export { kafkaImage } from "./local-kafka.ts";
export { createLocalServer, type LocalServer, type ServerSpec } from "./local-server.ts";
export {
  type BackendName,
  type LocalBackends,
  type LocalBackendsOptions,
  startLocalBackends,
} from "./start-local-backends.ts";
