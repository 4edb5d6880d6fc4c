import { type RecordChanged, type Topic, topics } from "@fieldwork/contracts";
import type { EventLog, Published } from "@fieldwork/event-log";
import type { Suppression } from "@fieldwork/store/erasure";

export interface WithoutErasedDeps {
  eventLog: EventLog;
  suppression: Pick<Suppression, "allowed">;
}

/** The same log, which publishes no change of a record whose person was erased, whoever read it. */
export function withoutErased({ eventLog, suppression }: WithoutErasedDeps): EventLog {
  return {
    ...eventLog,
    async publish(topic, events) {
      const allowed = isOfRecords(topic)
        ? await suppression.allowed(events as readonly Published<RecordChanged>[], subjectOf)
        : events;
      await eventLog.publish(topic, allowed as typeof events);
    },
  };
}

function isOfRecords({ name }: Pick<Topic<unknown>, "name">): boolean {
  return name === topics.recordChanged.name;
}

function subjectOf({ event }: Published<RecordChanged>) {
  return { ref: event.ref, fields: event.kind === "changed" ? event.fields : undefined };
}
