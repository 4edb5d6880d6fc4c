import type { Changes } from "./changes.ts";
import type { EventStream } from "./event-stream.ts";

export interface StreamDeps {
  changes: Changes;
  /** Whether whoever opened the stream may still have it. */
  isAllowed: () => Promise<boolean>;
}

export const beatMs = 15_000;

/**
 * Server-sent events that say what has changed, never the data: whoever is told reads again. Ends with the
 * client, with the process, and soon after whoever opened it may not have it any more.
 */
export function streamChanges(stream: EventStream, { changes, isAllowed }: StreamDeps): void {
  const unfollow = changes.follow((areas) => stream.say("changed", { areas }));
  const beat = setInterval(() => {
    isAllowed().then(
      (allowed) => (allowed ? stream.beat() : stream.end()),
      () => stream.end(),
    );
  }, beatMs);
  stream.onClose(() => {
    clearInterval(beat);
    unfollow();
  });
}

/** Whether a client takes an event stream; one that names nothing takes anything. Pure. */
export function takesStream(accept: string | undefined): boolean {
  return accept === undefined || /text\/event-stream|text\/\*|\*\/\*/.test(accept);
}
