import type { OpenaiOptions } from "../openai/openai-options.ts";

export interface Slots {
  /**
   * Works on a call when its turn has come. `work` is given what should end it early, if anything.
   * Undefined: the caller hung up, and the call was dropped.
   */
  run<T>(
    hungUp: AbortSignal,
    work: (stop: AbortSignal | undefined) => Promise<T>,
  ): Promise<T | undefined>;
}

/** So many calls at once, first come, first served. */
export function createSlots({ slots, whenHungUp = "drop" }: OpenaiOptions): Slots {
  if (slots === undefined) return { run: (_, work) => work(undefined) };
  const queue: (() => void)[] = [];
  let free = slots;

  function leave(): void {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  }
  /** False: it was dropped from the queue. */
  function enter(stop: AbortSignal | undefined): Promise<boolean> {
    if (free > 0) {
      free -= 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const drop = () => {
        queue.splice(queue.indexOf(begin), 1);
        resolve(false);
      };
      const begin = () => {
        stop?.removeEventListener("abort", drop);
        resolve(true);
      };
      queue.push(begin);
      stop?.addEventListener("abort", drop, { once: true });
    });
  }

  return {
    async run(hungUp, work) {
      const stop = whenHungUp === "drop" ? hungUp : undefined;
      if (stop?.aborted || !(await enter(stop))) return undefined;
      try {
        const done = await work(stop);
        return stop?.aborted ? undefined : done;
      } finally {
        leave();
      }
    },
  };
}
