import { parseRecordKey, type Topic, topics } from "@fieldwork/contracts";
import { changeDeadEvent, lockDeadEvent, type WholeDeadEvent } from "@fieldwork/event-log";
import { AppError, stableHash, stableJson } from "@fieldwork/runtime";
import { findReplayOfEvent } from "@fieldwork/store";
import { z } from "zod";
import type { Actor, OrderDeps } from "../orders.ts";

export interface EditRequest {
  id: string;
  /** What the editor saw: it is not changed over anything else. */
  seen: unknown;
  value: unknown;
}

/**
 * Changes what a dead letter of the log holds, under its topic's schema. A replay then reads the record that it
 * names from the CRM: nothing that was typed here gets into the line as a record's fields.
 *
 * @throws AppError `request_invalid` for an event that is gone, was changed meanwhile, is being replayed or does not
 * fit its topic.
 */
export async function editDeadEvent(
  { database, audit }: OrderDeps,
  actor: Actor,
  { id, seen, value }: EditRequest,
): Promise<{ key: string }> {
  return database.transaction(async (tx) => {
    const event = /^\d{1,18}$/.test(id) ? await lockDeadEvent(tx, id) : undefined;
    if (event === undefined)
      throw invalid(`there is no dead letter ${id} of the log, or no longer`);
    if (stableJson(event.value) !== stableJson(seen))
      throw invalid("somebody changed it since you looked: look again");
    const replay = await findReplayOfEvent(tx, id);
    if (replay !== undefined)
      throw invalid(`${replay} has its record read: cancel that first, or wait until it has ended`);
    const edited = fitted(event, value);
    if (!(await changeDeadEvent(tx, id, edited)))
      throw invalid(`${event.topic} has another dead letter of ${edited.key}: discard one of them`);
    const record = parseRecordKey(edited.key) ?? parseRecordKey(event.key);
    // Values that belong to no record could not be erased with it.
    const told = ({ key, value: held }: { key: string; value: unknown }) =>
      record ? { key, value: held } : { hash: stableHash(held) };
    await audit(tx, {
      ...{ actor, order: "dead-letters.edit", subject: `dead-letters/events/${id}`, record },
      ...{ before: told(event), after: told(edited) },
    });
    return { key: edited.key };
  });
}

/** The value as its topic has it, and its key. Pure. */
export function fitted(
  { topic }: Pick<WholeDeadEvent, "topic">,
  value: unknown,
): { key: string; value: unknown } {
  switch (topic) {
    case topics.recordChanged.name:
      return fitTo(topics.recordChanged, value);
    case topics.enrichmentCompleted.name:
      return fitTo(topics.enrichmentCompleted, value);
    case topics.writeSettled.name:
      return fitTo(topics.writeSettled, value);
    default:
      throw invalid(`no topic is called ${topic}`);
  }
}

function fitTo<Event>(topic: Topic<Event>, value: unknown): { key: string; value: Event } {
  const parsed = topic.schema.safeParse(value);
  if (!parsed.success)
    throw invalid(`it does not fit ${topic.name}:\n${z.prettifyError(parsed.error)}`);
  return { key: topic.keyOf(parsed.data), value: parsed.data };
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}
