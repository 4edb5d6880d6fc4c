export { countDeadLetters, findDeadLetters, type KeptDeadLetter } from "./dead-letters.ts";
export type { EventLog, Published, Received, SubscribeOptions, Subscription } from "./event-log.ts";
export {
  createKafkaEventLog,
  type KafkaEventLogOptions,
} from "./kafka/kafka-event-log.ts";
export { type CreateTopicsOptions, createTopics } from "./kafka/kafka-topics.ts";
export { eventLogMigrations } from "./postgres/log-migrations.ts";
export {
  createPostgresEventLog,
  type PostgresEventLogOptions,
} from "./postgres/postgres-event-log.ts";
