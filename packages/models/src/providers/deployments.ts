import type { Logger } from "@fieldwork/runtime";
import type { ModelEvent, ModelProvider, PreparedCall } from "../model-provider.ts";
import { ProviderError } from "../provider-error.ts";
import type { Deployment } from "./provider-entry.ts";

const restMs = 30_000;

interface Way {
  provider: ModelProvider;
  /** From 1, in the order of the configuration. */
  place: number;
  /** Its share of the calls, beside those of the others. */
  weight: number;
  /** What it is owed: the one with most is next. */
  credit: number;
  /** By `performance.now()`. */
  restsUntil: number;
}

interface Prepared {
  way: Way;
  call: PreparedCall;
}

/**
 * Several ways to the same models, with different keys or servers, which take turns by their weights. One whose account
 * or server refuses rests as long as it says. What it refused, before it can have cost anything, goes
 * to the next at once, and is logged once for each rest, because nobody else hears about it; only if
 * all refuse does that count as a refusal of the provider.
 */
export function createDeployments(
  providers: readonly [ModelProvider, ...ModelProvider[]],
  logger: Logger,
  weights: readonly (number | undefined)[] = [],
): ModelProvider {
  const ways = providers.map((provider, index): Way => {
    const weight = weights[index] ?? 1;
    return { provider, place: index + 1, weight, credit: 0, restsUntil: 0 };
  });

  /** Starting with the one whose turn it is; those that rest come last, and are owed nothing for it. */
  function inTurn(): Way[] {
    const now = performance.now();
    const rests = ({ restsUntil }: Way) => Math.max(0, restsUntil - now);
    const awake = ways.filter((way) => rests(way) === 0);
    for (const way of awake) way.credit += way.weight;
    const order = ways.toSorted((a, b) => rests(a) - rests(b) || b.credit - a.credit);
    const [first] = order;
    if (first && awake.includes(first)) {
      first.credit -= awake.reduce((sum, { weight }) => sum + weight, 0);
    }
    return order;
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
        if (!rest(way, error, logger) || index === calls.length - 1) throw error;
      }
    }
  }

  function alone(way: Way): ModelProvider {
    const { provider } = way;
    return {
      name: provider.name,
      free: provider.free,
      prepare(request) {
        const call = provider.prepare(request);
        const { inputTokensAtMost, inputTokensLikely, region } = call;
        const sending = (signal: AbortSignal) => send([{ way, call }], signal);
        return { inputTokensAtMost, inputTokensLikely, region, send: sending };
      },
    };
  }

  return {
    name: providers[0].name,
    free: providers[0].free,
    ways: ways.map(alone),
    ignored: (request) => providers[0].ignored?.(request) ?? [],
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

/** What answers depend on: how often it is asked is not among it. */
export function accessOf({ baseUrl, apiKey }: Deployment): Omit<Deployment, "weight"> {
  return { baseUrl, apiKey };
}

/** Makes the way that the error came from rest. Returns whether another may be asked in its place. */
function rest(way: Way, error: unknown, logger: Logger): boolean {
  if (!(error instanceof ProviderError) || !isOfOneWay(error)) return false;
  const now = performance.now();
  const forMs = error.retryAfterMs ?? restMs;
  if (way.restsUntil <= now) {
    const { provider, place } = way;
    const told = { err: error, provider: provider.name, deployment: place, restMs: forMs };
    logger.warn(told, "a deployment refuses and rests");
  }
  way.restsUntil = now + forMs;
  return error.outcome !== "unknown";
}

/** Whether another key or server may accept what this one refuses. */
export function isOfOneWay({ scope }: ProviderError): boolean {
  return scope === "account" || scope === "provider";
}
