import { totalSpec } from "@fieldwork/budget";
import { createMemoryBudget } from "@fieldwork/budget/testing";
import { createInProcessAdmission } from "@fieldwork/limits";
import {
  configureProviders,
  createModelLayer,
  createPrices,
  type GenerateRequest,
} from "@fieldwork/models";
import { anthropicKind, geminiKind, mistralKind } from "@fieldwork/models/testing";
import { createLogger } from "@fieldwork/runtime";
import {
  createAnthropicSimulator,
  createGeminiSimulator,
  createMistralSimulator,
} from "@fieldwork/simulators";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { question } from "./open-model-layer.ts";

const natives = {
  anthropic: {
    ...{ kind: anthropicKind, create: createAnthropicSimulator, variable: "ANTHROPIC" },
    model: "claude-haiku-5-5",
  },
  gemini: {
    ...{ kind: geminiKind, create: createGeminiSimulator, variable: "GEMINI" },
    model: "gemini-3.1-flash-lite",
  },
  mistral: {
    ...{ kind: mistralKind, create: createMistralSimulator, variable: "MISTRAL" },
    model: "mistral-small-2603",
  },
} as const;

/** The model layer over simulated vendors that each have an API of their own, as their keys configure it. */
export async function openNativeVendors(names: readonly (keyof typeof natives)[]) {
  const logger = createLogger({ service: "test", level: "silent" });
  const opened = await Promise.all(
    names.map(async (name) => {
      const { kind, create, variable, model } = natives[name];
      const vendor = create({ latencyMs: 0 });
      await vendor.start();
      onTestFinished(() => vendor.stop());
      const environment = {
        [`${variable}_API_KEY`]: vendor.credentials.apiKey,
        [`${variable}_BASE_URL`]: vendor.url,
      };
      const settings = z.object(kind.settings).parse(environment);
      const providers = configureProviders(settings, [kind]);
      const provider = providers.create({ tasks: new Map(), logger }).get(name);
      if (!provider) throw new Error(`${name} has nobody to ask`);
      onTestFinished(async () => provider.close?.());
      return { vendor, provider, route: [`${name}/${model}`] };
    }),
  );
  const layer = createModelLayer({
    providers: new Map(opened.map(({ provider }) => [provider.name, provider])),
    prices: createPrices(),
    budget: createMemoryBudget([totalSpec(10n ** 18n)]),
    admission: createInProcessAdmission({ limits: {} }),
    logger,
  });
  return {
    vendors: opened.map(({ vendor }) => vendor),
    routes: opened.map(({ route }) => route),
    generate: (request: Partial<GenerateRequest> = {}) =>
      layer.generate({ ...question(), ...request }, new AbortController().signal),
  };
}
