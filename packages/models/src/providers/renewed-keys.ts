import { createTicker, type Service } from "@fieldwork/runtime";
import type { ModelProvider } from "../model-provider.ts";
import type { Providers } from "./configure-providers.ts";
import type { ProviderDeps } from "./provider-kind.ts";

export interface FollowedProviders {
  /** By name; each asks with the newest key. */
  providers: ReadonlyMap<string, ModelProvider>;
  /** Looks for other keys, from its start to its stop. */
  keys: Service;
}

const lookEveryMs = 10_000;

/**
 * Providers whose keys may be replaced in the folder of secrets while the process runs. A call that has
 * begun ends with the key that it began with, and one whose file is gone stays in use. Keys are in no log.
 */
export function followKeys(
  configured: Pick<Providers, "again" | "create" | "identity">,
  deps: ProviderDeps & { everyMs?: number },
): FollowedProviders {
  const { logger, everyMs = lookEveryMs } = deps;
  const followed = new Map(
    [...configured.create(deps)].map(([name, provider]) => [name, createReplaceable(provider)]),
  );
  const identityOf = new Map([...followed.keys()].map((name) => [name, configured.identity(name)]));

  async function look(): Promise<void> {
    const now = await configured.again?.();
    if (now === undefined) return;
    const changed = [...followed].filter(([name]) => now.identity(name) !== identityOf.get(name));
    if (changed.length === 0) return;
    const created = now.create(deps);
    for (const [name, replaceable] of changed) {
      const provider = created.get(name);
      if (provider === undefined) continue;
      replaceable.replace(provider);
      identityOf.set(name, now.identity(name));
      logger.info({ provider: name }, "asked with another key from now on");
    }
  }

  return {
    providers: followed,
    keys: createTicker({
      ...{ name: "keys", logger },
      async tick() {
        await look();
        return everyMs;
      },
    }),
  };
}

interface Replaceable extends ModelProvider {
  replace(provider: ModelProvider): void;
}

function createReplaceable(first: ModelProvider): Replaceable {
  let current = first;
  // Their connections close by themselves once they are idle.
  const before: ModelProvider[] = [];
  return {
    name: first.name,
    free: first.free,
    get ways() {
      return current.ways;
    },
    isResting: () => current.isResting?.() ?? false,
    prepare: (request) => current.prepare(request),
    ignored: (request) => current.ignored?.(request) ?? [],
    replace(provider) {
      before.push(current);
      current = provider;
    },
    async close() {
      await Promise.all([current, ...before].map((one) => one.close?.()));
    },
  };
}
