/** One run of the script for all asks that came together, with one reply for each, in order. */
export type RunTogether<Ask, Reply> = (asks: readonly Ask[]) => Promise<readonly (Reply | Error)[]>;

export interface SharedRuns<Ask, Reply> {
  /**
   * Goes with the asks of the same moment, in the order in which they came. One that `withinMs` is given for waits as
   * long, at most, for another to take it along.
   */
  ask(ask: Ask, withinMs?: number): Promise<Reply>;
}

interface Waiting<Ask, Reply> extends PromiseWithResolvers<Reply> {
  ask: Ask;
}

/** A run holds up everybody else's for as long as it takes. */
const mostInOne = 32;

/** Gathers what is asked in the same moment, so that callers who come together share one round trip. */
export function createSharedRuns<Ask, Reply>(run: RunTogether<Ask, Reply>): SharedRuns<Ask, Reply> {
  let waiting: Waiting<Ask, Reply>[] = [];
  let soon: NodeJS.Immediate | undefined;
  let later: NodeJS.Timeout | undefined;

  function send(): void {
    clearImmediate(soon);
    clearTimeout(later);
    [soon, later] = [undefined, undefined];
    const sent = waiting;
    waiting = [];
    void runAll(sent);
  }

  async function runAll(sent: readonly Waiting<Ask, Reply>[]): Promise<void> {
    try {
      const replies = await run(sent.map(({ ask }) => ask));
      for (const [index, one] of sent.entries()) {
        const reply = replies[index];
        if (reply instanceof Error) one.reject(reply);
        else one.resolve(reply as Reply);
      }
    } catch (cause) {
      for (const { reject } of sent) reject(cause);
    }
  }

  return {
    ask(ask, withinMs = 0) {
      const one = { ...Promise.withResolvers<Reply>(), ask };
      waiting.push(one);
      if (waiting.length >= mostInOne) send();
      else if (withinMs > 0) later ??= setTimeout(send, withinMs);
      else soon ??= setImmediate(send);
      return one.promise;
    },
  };
}
