export type { EventLog, Published, Received, Subscription } from "./event-log.ts";
export { createKafkaEventLog } from "./kafka/kafka-event-log.ts";
export { createTopics } from "./kafka/kafka-topics.ts";
export { eventLogMigrations } from "./postgres/log-migrations.ts";
export { createPostgresEventLog } from "./postgres/postgres-event-log.ts";
