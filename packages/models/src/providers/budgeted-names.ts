import type { BudgetedNames } from "@fieldwork/budget";
import { type Environment, readConfigPart, readYaml } from "@fieldwork/runtime";
import { z } from "zod";
import type { ProviderKind } from "./provider-kind.ts";
import { providerKinds } from "./registry.ts";

const listed = z.object({
  providers: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      models: z.array(z.object({ name: z.string() })).default([]),
    }),
  ),
});

/** What a process has loaded; what it could not load is reported on its own. */
export interface LoadedNames {
  connections: readonly string[] | undefined;
  enrichments: readonly { name: string; route: readonly string[] }[] | undefined;
  /** In place of each enrichment's own. */
  route: readonly string[] | undefined;
}

/** What the budgets of a configuration may name. Secrets of models.yaml need not be here. */
export async function budgetedNames(
  environment: Environment,
  { connections, enrichments, route = [] }: LoadedNames,
): Promise<BudgetedNames> {
  const providers = await findNamedProviders(environment);
  const routed = [...route, ...(enrichments ?? []).flatMap((one) => one.route)];
  return {
    connection: connections,
    enrichment: enrichments?.map(({ name }) => name),
    provider: providers?.map(({ name }) => name),
    model: enrichments && providers && [...routed, ...providers.flatMap(modelsOf)],
  };
}

interface NamedProvider {
  name: string;
  kind: ProviderKind | undefined;
  models: readonly string[];
}

/** Undefined if the file cannot be read: whoever asks the models reports what is wrong with it. */
async function findNamedProviders(environment: Environment): Promise<NamedProvider[] | undefined> {
  const given = await readConfigPart(environment, "models.yaml");
  const kinds: readonly ProviderKind[] = providerKinds;
  if (given === undefined) return kinds.map(withoutEntry);
  const { parsed } = readYaml(given.text, { file: given.file, schema: listed });
  if (parsed === undefined) return undefined;
  const entered = parsed.providers.map(({ name, kind: named, models }) => ({
    ...{ name, kind: kinds.find((kind) => kind.name === named) },
    models: models.map((model) => model.name),
  }));
  return [...kinds.filter(({ entry }) => entry === undefined).map(withoutEntry), ...entered];
}

function withoutEntry(kind: ProviderKind): NamedProvider {
  return { name: kind.name, kind, models: [] };
}

/** Those that an entry names, and those of the price list. */
function modelsOf({ name, kind, models }: NamedProvider): string[] {
  const priced = kind?.prices?.models.flatMap(({ model, aliases }) => [model, ...aliases]) ?? [];
  return [...models, ...priced].map((model) => `${name}/${model}`);
}
