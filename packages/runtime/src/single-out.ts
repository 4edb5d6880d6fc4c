import { AppError, isItemsOwn } from "./app-error.ts";

/**
 * Runs items together and returns one result for each, in order. If `run` fails because of what one of
 * them contains (it has done nothing then), it runs again in halves until that one is alone, with the
 * error as its result. Any other failure is the result of everything not done by then; nothing more is
 * tried.
 */
export async function singleOut<In, Out>(
  items: readonly In[],
  run: (items: readonly In[]) => Promise<readonly Out[]>,
): Promise<(Out | AppError)[]> {
  const results: (Out | AppError)[] = [];

  /** Undefined once all of them have their result. */
  async function runSome(some: readonly In[]): Promise<AppError | undefined> {
    try {
      results.push(...(await run(some)));
      return undefined;
    } catch (cause) {
      const error = AppError.from(cause);
      if (!isItemsOwn(error)) return error;
      if (some.length > 1) {
        const middle = Math.ceil(some.length / 2);
        return (await runSome(some.slice(0, middle))) ?? (await runSome(some.slice(middle)));
      }
      results.push(error);
      return undefined;
    }
  }

  if (items.length === 0) return [];
  const failure = await runSome(items);
  return failure ? [...results, ...items.slice(results.length).map(() => failure)] : results;
}
