import type { ClassWeights, LimitTable, ScopeLimits } from "@fieldwork/limits";
import { AppError, type ConfigProblem, nameRemedy, stableHash } from "@fieldwork/runtime";
import { z } from "zod";
import { modelScope, providerScope } from "../admission-scopes.ts";
import { modesSaid, withModes } from "../answer-mode.ts";
import type { ModelProvider } from "../model-provider.ts";
import { type ModelRef, modelRefText, parseModelRef } from "../model-ref.ts";
import { createPrices, type Prices } from "../prices/prices.ts";
import type { ModelAbout } from "../route/planned-route.ts";
import { limitsAndPrices } from "./limits-and-prices.ts";
import type { KindEntry, ReadEntry } from "./models-file.ts";
import type { ProviderEntry } from "./provider-entry.ts";
import type {
  ConfiguredProvider,
  EnteredKind,
  ProviderDeps,
  ProviderKind,
} from "./provider-kind.ts";
import { providerKinds } from "./registry.ts";

/** Every provider under the settings of a process. */
export interface Providers {
  /** Those that can be asked, by name; each has a lane. */
  readonly names: readonly string[];
  readonly prices: Prices;
  /** Whether calls to a model of a route are free, so that no budget limits them. */
  isFree(model: string): boolean;
  /** The limits of each, which the classes share by these weights, for any kind of admission. */
  limits(shares: ClassWeights): LimitTable;
  /** Why the models of routes cannot be asked: no provider, no key, no price. */
  problems(models: readonly string[]): ConfigProblem[];
  /** What the configuration says of a model besides its limits and price. */
  aboutOf(ref: ModelRef): ModelAbout;
  /** A hash of what calls to a provider depend on besides the question. */
  identity(name: string): string;
  /** Opens nothing until it is asked. */
  create(deps: ProviderDeps): ReadonlyMap<string, ModelProvider>;
  /** With the secrets of the folder as they are now; resolves to undefined while none has changed. */
  again?(): Promise<Providers | undefined>;
  /** See `ConfiguredProvider`. */
  openStandIn(name: string, answer: string): Promise<ModelProvider | undefined>;
}

/** A provider as routes name it. */
interface Named {
  name: string;
  kind: ProviderKind;
  provider: ConfiguredProvider;
  /** As an entry says it. */
  entry?: Pick<ProviderEntry, "region" | "dataClass" | "models"> | undefined;
}

/** From variables. `settings` are those of a service, of which each provider reads its own. */
export function configureProviders(
  settings: Readonly<Record<string, unknown>>,
  kinds: readonly ProviderKind[] = providerKinds,
): Providers {
  return assembleProviders(
    kinds.map((kind) => ({ name: kind.name, kind, provider: kind.configure(settings) })),
  );
}

/** From entries of a file. Providers that need no entry are there as well. */
export function providersFromEntries(
  entries: readonly ReadEntry<EnteredKind>[],
  kinds: readonly ProviderKind[] = providerKinds,
): Providers {
  const taken = new Set(entries.map(({ entry }) => entry.name));
  const others = kinds
    .filter((kind) => kind.entry === undefined && !taken.has(kind.name))
    .map((kind) => ({ name: kind.name, kind, provider: kind.configure({}) }));
  const entered = entries.map(({ kind, entry }) => ({
    ...{ name: entry.name, kind, entry },
    provider: inItsModes({ ...kind.entry.configure(entry), ...limitsAndPrices(entry) }, entry),
  }));
  return assembleProviders([...others, ...entered]);
}

function inItsModes(provider: ConfiguredProvider, entry: KindEntry): ConfiguredProvider {
  return {
    ...provider,
    identity: [...provider.identity, ...modesSaid(entry)],
    create: (deps) => withModes(provider.create(deps), entry),
  };
}

function assembleProviders(all: readonly Named[]): Providers {
  const configured = new Map(all.map((one) => [one.name, one]));
  const askable = all.filter(({ provider }) => provider.isAskable);
  const prices = createPrices({
    tables: all.flatMap(({ name, kind }) =>
      kind.prices ? { ...kind.prices, provider: name } : [],
    ),
    declared: all.flatMap(({ provider }) => provider.declaredPrices ?? []),
    discounts: Object.fromEntries(
      all.map(({ name, provider }) => [name, provider.discountBasisPoints ?? 0]),
    ),
    freeProviders: all.filter(({ provider }) => provider.isFreeUnlessPriced).map(nameOf),
  });

  function routeProblems(model: string): ConfigProblem[] {
    const ref = parseModelRef(model);
    const known = configured.get(ref.provider);
    if (!known) {
      const problem = `there is no provider ${ref.provider}`;
      const remedy = nameRemedy(ref.provider, all.map(nameOf));
      return [{ what: `route ${model}`, problem, remedy }];
    }
    try {
      prices.priceOf(ref, new Date());
      return [];
    } catch (error) {
      return [{ what: `route ${modelRefText(ref)}`, ...priceProblem(AppError.from(error), known) }];
    }
  }

  return {
    names: askable.map(nameOf),
    prices,
    isFree(model) {
      const price = prices.priceOf(parseModelRef(model), new Date());
      return price.inputPicoUsd === 0n && price.outputPicoUsd === 0n;
    },
    limits: (shares) => Object.fromEntries(all.flatMap((one) => limitsOf(one, shares))),
    problems(models) {
      const routed = new Set(models.map((model) => parseModelRef(model).provider));
      return [
        ...all.flatMap(({ name, provider }) => provider.problems(routed.has(name))),
        ...models.flatMap(routeProblems),
      ];
    },
    aboutOf: ({ provider, model }) => aboutIn(configured.get(provider)?.entry ?? {}, model),
    identity: (name) => stableHash([name, ...(configured.get(name)?.provider.identity ?? [])]),
    create: (deps) => new Map(askable.map(({ name, provider }) => [name, provider.create(deps)])),
    openStandIn: async (name, answer) => configured.get(name)?.provider.openStandIn?.(answer),
  };
}

function aboutIn(
  { region, dataClass, models = [] }: NonNullable<Named["entry"]>,
  model: string,
): ModelAbout {
  const listed = (name: string) => models.find((one) => one.name === name)?.costClass;
  return { region, dataClass, costClass: listed(model) ?? listed("*") };
}

function limitsOf({ name, provider }: Named, shares: ClassWeights): LimitEntry[] {
  const { windows, modelWindows = {} } = provider;
  const ofModels = Object.entries(modelWindows).map(
    ([model, own]): LimitEntry => [modelScope({ provider: name, model }), { windows: own, shares }],
  );
  return [...(windows ? [[providerScope(name), { windows, shares }] as const] : []), ...ofModels];
}

type LimitEntry = readonly [string, ScopeLimits];

function nameOf({ name }: Named): string {
  return name;
}

const endedModel = z.object({ on: z.string(), successor: z.string() });

/** A model without a price is refused at the start: no call to it could ever be reserved. */
function priceProblem(
  { code, message, details }: AppError,
  { kind, provider }: { kind: ProviderKind; provider: ConfiguredProvider },
): Omit<ConfigProblem, "what"> {
  const { priceRemedy = "name another model" } = provider;
  const ended = endedModel.safeParse(details.ended).data;
  if (ended) {
    return {
      problem: `${kind.title} shut this model down on ${ended.on}`,
      remedy: `Ask ${ended.successor} in its place or, where your server still has it, ${priceRemedy}`,
    };
  }
  const problem = code === "price_unknown" ? "no price is known" : message;
  return { problem, remedy: priceRemedy.replace(/^./, (first) => first.toUpperCase()) };
}
