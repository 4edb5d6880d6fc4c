import { AppError, isItemsOwn, reasonOf } from "@fieldwork/runtime";
import type { DeadLetterRow } from "./dead-letters.ts";
import type { Received } from "./event-log.ts";

/** How far a batch got. */
export interface PrefixResult<E> {
  /** Events from the start of the batch that are finished: handled, or dead letters. */
  finished: number;
  deadLetters: { received: Received<E>; error: AppError }[];
  /** Why the rest has to wait; undefined if everything is finished. */
  outage: AppError | undefined;
}

export interface PrefixOptions {
  /**
   * The offset of an event that failed alone so often, with an untyped error, that it may be its own
   * fault.
   */
  suspect?: bigint | undefined;
}

type Handle<E> = (events: readonly Received<E>[]) => Promise<void>;

/**
 * Handles a batch in order. What an error means:
 *
 * - If it is about what an event contains, or is its record's own: the batch is halved until that event
 *   is alone. It becomes a dead letter, and the others are handled.
 * - If it has no type, because it is a bug of ours or an outage that we do not know: the batch is
 *   halved as well, and ends at the event that fails. It counts against an event only if that has
 *   failed alone again and again (the suspect) while others of its batch can be handled.
 * - Any other is an outage: it ends the batch there, with the finished prefix, and counts against
 *   nobody.
 */
export async function handlePrefix<E>(
  events: readonly Received<E>[],
  handle: Handle<E>,
  { suspect }: PrefixOptions = {},
): Promise<PrefixResult<E>> {
  const isSuspected = suspect !== undefined && events[0]?.offset === suspect;
  /** For each event from the start: what it failed with when it was handled alone. */
  const errors: (AppError | undefined)[] = [];

  /** Undefined if all of them have been tried. */
  async function tryOut(some: readonly Received<E>[]): Promise<AppError | undefined> {
    const error = await attempt(some, handle);
    if (error === undefined) {
      errors.push(...some.map(() => undefined));
      return undefined;
    }
    if (!isEventsOwn(error) && error.code !== "internal") return error;
    if (some.length > 1) {
      const middle = Math.ceil(some.length / 2);
      return (await tryOut(some.slice(0, middle))) ?? (await tryOut(some.slice(middle)));
    }
    if (!isEventsOwn(error) && !isSuspected) return error;
    errors.push(error);
    return undefined;
  }

  const outage = events.length === 0 ? undefined : await tryOut(events);
  const isSuspectGuilty = errors.includes(undefined);
  const held = errors.findIndex(
    (error, index) =>
      error !== undefined && !isEventsOwn(error) && !(index === 0 && isSuspectGuilty),
  );
  const finished = held === -1 ? errors.length : held;
  return {
    finished,
    deadLetters: events.slice(0, finished).flatMap((received, index) => {
      const error = errors[index];
      return error ? [{ received, error }] : [];
    }),
    outage: held === -1 ? outage : errors[held],
  };
}

/** What a batch's dead letters are stored as. */
export function toDeadLetterRows<E>({ deadLetters }: PrefixResult<E>): DeadLetterRow[] {
  return deadLetters.map(({ received: { event, key, offset, traceparent }, error }) => ({
    key,
    offset,
    traceparent,
    value: event,
    reason: reasonOf(error),
  }));
}

async function attempt<E>(
  events: readonly Received<E>[],
  handle: Handle<E>,
): Promise<AppError | undefined> {
  try {
    await handle(events);
    return undefined;
  } catch (error) {
    return AppError.from(error);
  }
}

/** An error that says whose failure it is needs no guess; an account's affects every event. */
function isEventsOwn(error: AppError & { scope?: unknown }): boolean {
  return isItemsOwn(error) || (error.scope === "record" && !error.retryable);
}
