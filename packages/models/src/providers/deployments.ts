import type { Logger } from "@fieldwork/runtime";
import type { ModelEvent, ModelProvider, ModelRequest, PreparedCall } from "../model-provider.ts";
import { ProviderError } from "../provider-error.ts";
import { type AccountRests, createAccountRests } from "./account-rests.ts";
import type { Deployment } from "./provider-entry.ts";

interface Way {
  provider: ModelProvider;
  /** From 1, in the order of the configuration. */
  place: number;
  /** Its share of the calls, beside those of the others. */
  weight: number;
  /** What it is owed: the one with most is next. */
  credit: number;
}

interface Prepared {
  way: Way;
  call: PreparedCall;
  request: Pick<ModelRequest, "model" | "task">;
}

export interface DeploymentsDeps {
  logger: Logger;
  weights?: readonly (number | undefined)[] | undefined;
  /** By default, what this process knows by itself. */
  accounts?: AccountRests | undefined;
}

/**
 * Several ways to the same models, with different keys or servers, which take turns by their weights. One whose account
 * or server refuses is left alone for a rest, or until a check has passed. What it refused, before it can have cost
 * anything, goes to the next at once, and is logged once for each rest; only if all refuse does that count as a refusal
 * of the provider.
 */
export function createDeployments(
  providers: readonly [ModelProvider, ...ModelProvider[]],
  { logger, weights = [], accounts = createAccountRests() }: DeploymentsDeps,
): ModelProvider {
  const { name } = providers[0];
  const ways = providers.map((provider, index): Way => {
    const weight = weights[index] ?? 1;
    return { provider, place: index + 1, weight, credit: 0 };
  });
  const restMs = ({ place }: Way) => accounts.restMs({ provider: name, place });

  async function* send(
    calls: readonly Prepared[],
    ...under: Parameters<PreparedCall["send"]>
  ): AsyncGenerator<ModelEvent> {
    for (const [index, one] of calls.entries()) {
      const { place } = one.way;
      const rested = restMs(one.way) > 0;
      try {
        yield* one.call.send(...under);
        if (rested) accounts.answered({ provider: name, place });
        return;
      } catch (error) {
        if (!rest(one, error) || index === calls.length - 1) throw error;
      }
    }
  }

  /** Makes the way that the error came from rest. Returns whether another may be asked in its place. */
  function rest({ way, request }: Prepared, error: unknown): boolean {
    if (!(error instanceof ProviderError) || !isOfOneWay(error)) return false;
    const { place } = way;
    if (restMs(way) === 0) {
      const told = { err: error, provider: name, deployment: place };
      logger.warn(told, "a deployment refuses and rests");
    }
    accounts.rest({ account: { provider: name, place }, error, ...asked(request) });
    return error.outcome !== "unknown";
  }

  function alone(way: Way): ModelProvider {
    const { provider } = way;
    return {
      name: provider.name,
      free: provider.free,
      prepare(request) {
        const call = provider.prepare(request);
        const { inputTokensAtMost, inputTokensLikely, region } = call;
        const sending: PreparedCall["send"] = (...under) =>
          send([{ way, call, request }], ...under);
        return { inputTokensAtMost, inputTokensLikely, region, send: sending };
      },
      isResting: () => restMs(way) > 0,
    };
  }

  return {
    name,
    free: providers[0].free,
    ways: ways.map(alone),
    ignored: (request) => providers[0].ignored?.(request) ?? [],
    prepare(request) {
      const calls = inTurn(ways, restMs).map((way) => {
        return { way, call: way.provider.prepare(request), request };
      });
      const most = (count: (call: PreparedCall) => number) =>
        Math.max(...calls.map(({ call }) => count(call)));
      return {
        inputTokensAtMost: most((call) => call.inputTokensAtMost),
        inputTokensLikely: most((call) => call.inputTokensLikely),
        region: calls.find(({ call }) => call.region !== undefined)?.call.region,
        send: (...under) => send(calls, ...under),
      };
    },
    async close() {
      await Promise.all(providers.map((one) => one.close?.()));
    },
  };
}

/**
 * Starting with the one whose turn it is; those that rest are owed nothing for it. If all rest, the one whose rest ends
 * first stands for the provider.
 */
function inTurn(ways: readonly Way[], restMs: (way: Way) => number): Way[] {
  const rests = new Map(ways.map((way) => [way, restMs(way)]));
  const restOf = (way: Way) => rests.get(way) ?? 0;
  const awake = ways.filter((way) => restOf(way) === 0);
  if (awake.length === 0) return ways.toSorted((a, b) => restOf(a) - restOf(b)).slice(0, 1);
  for (const way of awake) way.credit += way.weight;
  const order = awake.toSorted((a, b) => b.credit - a.credit);
  const [first] = order;
  if (first) first.credit -= awake.reduce((sum, { weight }) => sum + weight, 0);
  return order;
}

/** What answers depend on: how often it is asked is not among it. */
export function accessOf({ baseUrl, apiKey }: Deployment): Omit<Deployment, "weight"> {
  return { baseUrl, apiKey };
}

function asked({ model, task }: Pick<ModelRequest, "model" | "task">) {
  return { model, task };
}

/** Whether another key or server may accept what this one refuses. */
export function isOfOneWay({ scope }: ProviderError): boolean {
  return scope === "account" || scope === "provider";
}
