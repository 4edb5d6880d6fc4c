import { AppError } from "@fieldwork/runtime";
import type { Received } from "./event-log.ts";

/** How far a batch got. */
export interface PrefixResult<E> {
  /** Events from the batch's start that are finished: handled, or a dead letter. */
  finished: number;
  deadLetters: { received: Received<E>; error: AppError }[];
  /** Why the rest has to wait; undefined when all is finished. */
  outage: AppError | undefined;
}

type Handle<E> = (events: readonly Received<E>[]) => Promise<void>;

/**
 * Handles a batch in order. A batch that fails permanently is cut in halves until the events that
 * fail stand alone: these are dead letters, and the others are handled. An outage ends it there,
 * with the finished prefix; so does an error that nobody typed, which is never held against an event.
 */
export async function handlePrefix<E>(
  events: readonly Received<E>[],
  handle: Handle<E>,
): Promise<PrefixResult<E>> {
  if (events.length === 0) return { finished: 0, deadLetters: [], outage: undefined };
  const error = await attempt(events, handle);
  if (error === undefined) return { finished: events.length, deadLetters: [], outage: undefined };
  if (error.retryable || !isPermanent(error))
    return { finished: 0, deadLetters: [], outage: error };
  const [only] = events;
  if (events.length === 1 && only) {
    return { finished: 1, deadLetters: [{ received: only, error }], outage: undefined };
  }
  const middle = Math.ceil(events.length / 2);
  const first = await handlePrefix(events.slice(0, middle), handle);
  if (first.outage) return first;
  const second = await handlePrefix(events.slice(middle), handle);
  return {
    finished: first.finished + second.finished,
    deadLetters: [...first.deadLetters, ...second.deadLetters],
    outage: second.outage,
  };
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

// What nobody typed is a bug of ours or an outage we did not recognise: neither may cost an event.
function isPermanent({ code }: AppError): boolean {
  return code !== "internal" && code !== "stopped";
}
