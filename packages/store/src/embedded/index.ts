export {
  createPostgresServer,
  type PostgresServer,
  type PostgresServerOptions,
} from "./postgres-server.ts";
export {
  prepareServerBinaries,
  type ServerBinaries,
  type ServerUser,
  serverUser,
} from "./server-binaries.ts";
