export type { EventLog, Published, Received, Subscription } from "./event-log.ts";
export { createKafkaEventLog } from "./kafka/kafka-event-log.ts";
export { createTopics } from "./kafka/kafka-topics.ts";
export { passThrough } from "./kafka/pass-through.ts";
export {
  changeDeadEvent,
  type DeadEventScope,
  dropDeadEvents,
  findDeadEvent,
  type ListedDeadEvent,
  listDeadEventsOf,
  lockDeadEvent,
  type WholeDeadEvent,
} from "./order-dead-letters.ts";
export { eventLogMigrations } from "./postgres/log-migrations.ts";
export { createPostgresEventLog } from "./postgres/postgres-event-log.ts";
