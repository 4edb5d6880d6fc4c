import {
  type ConfigText,
  createSecretsReader,
  type Environment,
  loadConfig,
  readConfigPart,
} from "@fieldwork/runtime";
import { configureProviders, type Providers, providersFromEntries } from "./configure-providers.ts";
import { modelSettings } from "./model-settings.ts";
import { loadModelsFile, modelsFile } from "./models-file.ts";
import type { EnteredKind, ProviderKind } from "./provider-kind.ts";
import { providerKinds } from "./registry.ts";

/** Those that a file may name. */
const allKinds: readonly ProviderKind[] = providerKinds;
const enteredKinds = allKinds.filter((kind): kind is EnteredKind => kind.entry !== undefined);

/** `models.yaml`, for editors. */
export const modelsFileForm = modelsFile(enteredKinds);

export interface FoundProviders {
  providers: Providers;
  /** From `models.yaml`; otherwise from variables. */
  areInFile: boolean;
}

/**
 * The providers that `models.yaml` names, and no others; without it, those of the variables.
 *
 * @throws AppError `config_invalid`, naming every problem of the file.
 */
export async function findProviders(
  environment: Environment,
  settings: Readonly<Record<string, unknown>>,
): Promise<FoundProviders> {
  const given = await readConfigPart(environment, "models.yaml");
  const readSecrets = createSecretsReader(environment);
  const again = async () => {
    const now = await readSecrets();
    return (
      now && (given ? fromFile(given, now) : configureProviders(loadConfig(modelSettings, now)))
    );
  };
  const providers = given ? fromFile(given, environment) : configureProviders(settings);
  return { providers: { ...providers, again }, areInFile: given !== undefined };
}

function fromFile(given: ConfigText, environment: Environment): Providers {
  return providersFromEntries(loadModelsFile(given, { environment, kinds: enteredKinds }));
}
