export type { EventLog, Published, Received, SubscribeOptions, Subscription } from "./event-log.ts";
export { eventLogMigrations } from "./postgres/log-migrations.ts";
export {
  createPostgresEventLog,
  type PostgresEventLogOptions,
} from "./postgres/postgres-event-log.ts";
