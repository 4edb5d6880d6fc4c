import type { ModelEvent, ModelProvider, PreparedCall } from "../model-provider.ts";
import { ProviderError } from "../provider-error.ts";

const restMs = 30_000;

interface Way {
  provider: ModelProvider;
  /** By `performance.now()`. */
  restsUntil: number;
}

interface Prepared {
  way: Way;
  call: PreparedCall;
}

/**
 * Several ways to the same models, by other keys or servers, which take turns. One whose account or
 * server refuses rests as long as it says. What it refused, before it can have cost anything, goes to
 * the next at once; only when all refuse is that a refusal of the provider.
 */
export function createDeployments(
  providers: readonly [ModelProvider, ...ModelProvider[]],
): ModelProvider {
  const ways = providers.map((provider): Way => ({ provider, restsUntil: 0 }));
  let turn = 0;

  /** From the one whose turn it is on; those that rest come last. */
  function inTurn(): Way[] {
    const now = performance.now();
    const from = turn;
    turn = (turn + 1) % ways.length;
    const order = [...ways.slice(from), ...ways.slice(0, from)];
    const rests = ({ restsUntil }: Way) => Math.max(0, restsUntil - now);
    return order.toSorted((a, b) => rests(a) - rests(b));
  }

  async function* send(
    calls: readonly Prepared[],
    signal: AbortSignal,
  ): AsyncGenerator<ModelEvent> {
    for (const [index, { way, call }] of calls.entries()) {
      try {
        yield* call.send(signal);
        return;
      } catch (error) {
        if (!rest(way, error) || index === calls.length - 1) throw error;
      }
    }
  }

  return {
    name: providers[0].name,
    free: providers[0].free,
    prepare(request) {
      const calls = inTurn().map((way) => ({ way, call: way.provider.prepare(request) }));
      const most = (count: (call: PreparedCall) => number) =>
        Math.max(...calls.map(({ call }) => count(call)));
      return {
        inputTokensAtMost: most((call) => call.inputTokensAtMost),
        inputTokensLikely: most((call) => call.inputTokensLikely),
        region: calls.find(({ call }) => call.region !== undefined)?.call.region,
        send: (signal) => send(calls, signal),
      };
    },
    async close() {
      await Promise.all(providers.map((one) => one.close?.()));
    },
  };
}

/** Lets the way rest that the error is of. Whether another may be asked in its place. */
function rest(way: Way, error: unknown): boolean {
  if (!(error instanceof ProviderError)) return false;
  if (error.scope !== "account" && error.scope !== "provider") return false;
  way.restsUntil = performance.now() + (error.retryAfterMs ?? restMs);
  return error.outcome !== "unknown";
}
