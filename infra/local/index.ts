export { freePort } from "./free-port.ts";
export { kafkaImage } from "./local-kafka.ts";
export { createLocalServer, type LocalServer } from "./local-server.ts";
export {
  type BackendName,
  type LocalBackends,
  startLocalBackends,
} from "./start-local-backends.ts";
