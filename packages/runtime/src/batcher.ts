import DataLoader from "dataloader";
import { createArrivals } from "./arrivals.ts";
import { singleOut } from "./single-out.ts";

export interface BatcherOptions<In, Out> {
  /** How long the first call waits for others, at most; not at all while fewer than four usually come in that time. */
  lingerMs: number;
  /** When this many are gathered, none waits any longer; unlimited by default. */
  enough?: number | undefined;
  /**
   * Also waits for the batch before: for statements that would only queue up behind one another's
   * locks.
   */
  oneAtATime?: boolean | undefined;
  maxItems: number;
  /**
   * Returns one result for each item, in order; an Error in place of a result fails only that item. If
   * it throws because of what one of them contains, it has done nothing, and runs again in halves until
   * that one is alone.
   */
  run: (items: readonly In[]) => Promise<readonly (Out | Error)[]>;
}

/** Sharing a round trip with fewer others saves less than the wait costs. */
const worthWaitingFor = 4;

/** The batch that is being gathered: how many it has, and how to end its wait. */
interface Gathering {
  count: number;
  end: () => void;
}

/**
 * Gathers single calls of a few milliseconds into one batch, so that no record costs its own round
 * trip.
 */
export function createBatcher<In, Out>({
  lingerMs,
  enough = Number.POSITIVE_INFINITY,
  oneAtATime = false,
  maxItems,
  run,
}: BatcherOptions<In, Out>): (item: In) => Promise<Out> {
  let before: Promise<unknown> = Promise.resolve();
  let gathering: Gathering = { count: 0, end: () => {} };
  const arrivals = createArrivals(lingerMs, worthWaitingFor);

  function wait(batch: Gathering, callback: () => void): void {
    const timer = setTimeout(callback, lingerMs);
    // Soon rather than now: calls made in the same tick come along.
    const end = () => {
      clearTimeout(timer);
      setImmediate(callback);
    };
    if (batch.count >= enough || !arrivals.areFrequent()) end();
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
    arrivals.note();
    const result = loader.load(item);
    gathering.count += 1;
    if (gathering.count === enough) gathering.end();
    return result;
  };
}
