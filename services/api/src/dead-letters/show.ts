import { findDeadEvent, type WholeDeadEvent } from "@fieldwork/event-log";
import { AppError } from "@fieldwork/runtime";
import type { Reader } from "@fieldwork/store/reading";
import { type DeadLetterGroup, listDeadLetters } from "./groups.ts";

/**
 * One group, of this connection alone if one is named.
 *
 * @throws AppError `not_found` if there is no such group, or no longer.
 */
export async function showDeadLetters(
  reader: Reader,
  groupId: string,
  connection?: string | undefined,
): Promise<DeadLetterGroup> {
  const { groups } = await listDeadLetters(reader, { connection });
  const found = groups.find(({ id }) => id === groupId);
  if (found) return found;
  throw unknown(`group ${groupId} of dead letters`);
}

/** One dead letter of the log, whole. @throws AppError `not_found` if there is none, or no longer. */
export async function showDeadEvent(reader: Reader, id: string): Promise<WholeDeadEvent> {
  const found = /^\d{1,18}$/.test(id) ? await findDeadEvent(reader, id) : undefined;
  if (found) return found;
  throw unknown(`dead letter ${id} of the log`);
}

function unknown(what: string): AppError {
  const message = `there is no ${what}, or no longer: npx fieldwork dlq list shows those there are`;
  return new AppError(message, { code: "not_found", retryable: false });
}
