import DataLoader from "dataloader";
import { singleOut } from "./single-out.ts";

export interface BatcherOptions<In, Out> {
  /** How long the first call waits for others at most. */
  lingerMs: number;
  /** Nobody waits longer once so many are there; none is enough, unless told. */
  enough?: number | undefined;
  /** Waits for the batch before, too: for statements that would only queue up behind one another's locks. */
  oneAtATime?: boolean | undefined;
  maxItems: number;
  /**
   * One result an item, in order; an Error in its place fails that item alone. When it throws for what
   * one of them holds, it has done nothing, and runs again in halves until that one is alone.
   */
  run: (items: readonly In[]) => Promise<readonly (Out | Error)[]>;
}

/** The batch that gathers now: how many it has, and how to end its wait. */
interface Gathering {
  count: number;
  end: () => void;
}

/** Gathers single calls of a few milliseconds into one batch, so that no record costs a round trip of its own. */
export function createBatcher<In, Out>({
  lingerMs,
  enough = Number.POSITIVE_INFINITY,
  oneAtATime = false,
  maxItems,
  run,
}: BatcherOptions<In, Out>): (item: In) => Promise<Out> {
  let before: Promise<unknown> = Promise.resolve();
  let gathering: Gathering = { count: 0, end: () => {} };

  function wait(batch: Gathering, callback: () => void): void {
    const timer = setTimeout(callback, lingerMs);
    // In a moment rather than now: whoever calls in the same breath comes along.
    const end = () => {
      clearTimeout(timer);
      setImmediate(callback);
    };
    if (batch.count >= enough) end();
    else batch.end = end;
  }

  const loader = new DataLoader<In, Out>(
    (items) => {
      const results = singleOut(items, run);
      before = results.catch(() => undefined);
      return results;
    },
    {
      cache: false,
      maxBatchSize: maxItems,
      batchScheduleFn: (callback) => {
        const batch = { count: 0, end: () => {} };
        gathering = batch;
        if (oneAtATime) before.then(() => wait(batch, callback));
        else wait(batch, callback);
      },
    },
  );
  return (item) => {
    const result = loader.load(item);
    gathering.count += 1;
    if (gathering.count === enough) gathering.end();
    return result;
  };
}
