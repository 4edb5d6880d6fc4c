import DataLoader from "dataloader";

export interface GatherOptions<In, Out> {
  /** How long the first call waits for others. */
  lingerMs: number;
  maxItems: number;
  /** One result an item, in order; an Error in its place fails that item alone. */
  run: (items: readonly In[]) => Promise<readonly (Out | Error)[]>;
}

/** Gathers single calls of a few milliseconds into one batch, so that no record costs a round trip of its own. */
export function createGather<In, Out>({
  lingerMs,
  maxItems,
  run,
}: GatherOptions<In, Out>): (item: In) => Promise<Out> {
  const loader = new DataLoader<In, Out>(run, {
    cache: false,
    maxBatchSize: maxItems,
    batchScheduleFn: (callback) => setTimeout(callback, lingerMs),
  });
  return (item) => loader.load(item);
}
