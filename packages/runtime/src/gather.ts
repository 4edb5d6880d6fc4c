import DataLoader from "dataloader";

export interface GatherOptions<In, Out> {
  /** How long the first call waits for others. */
  lingerMs: number;
  /** Waits for the batch before, too: for statements that would only queue up behind one another's locks. */
  oneAtATime?: boolean | undefined;
  maxItems: number;
  /** One result an item, in order; an Error in its place fails that item alone. */
  run: (items: readonly In[]) => Promise<readonly (Out | Error)[]>;
}

/** Gathers single calls of a few milliseconds into one batch, so that no record costs a round trip of its own. */
export function createGather<In, Out>({
  lingerMs,
  oneAtATime = false,
  maxItems,
  run,
}: GatherOptions<In, Out>): (item: In) => Promise<Out> {
  let before: Promise<unknown> = Promise.resolve();
  const loader = new DataLoader<In, Out>(
    (items) => {
      const results = run(items);
      before = results.catch(() => undefined);
      return results;
    },
    {
      cache: false,
      maxBatchSize: maxItems,
      batchScheduleFn: (callback) => {
        if (oneAtATime) before.then(() => setTimeout(callback, lingerMs));
        else setTimeout(callback, lingerMs);
      },
    },
  );
  return (item) => loader.load(item);
}
