export { findLastState, type Home, openHome, rememberState, type State, stateOf } from "./home.ts";
export { createPostgresServer, type PostgresServer } from "./postgres-server.ts";
export { findLockHolder, type RunLock, takeRunLock } from "./run-lock.ts";
export {
  prepareServerBinaries,
  type ServerBinaries,
  type ServerUser,
  serverBinariesIn,
  serverUser,
} from "./server-binaries.ts";
export { createStateDatabase, emptyDatabase } from "./state-database.ts";
