import { setting } from "@fieldwork/runtime";
import { z } from "zod";
import type { ProviderKind } from "./provider-kind.ts";
import { providerKinds } from "./registry.ts";

const allKinds: readonly ProviderKind[] = providerKinds;
const ways = allKinds.flatMap(({ name, title, shortWay }) =>
  shortWay ? [{ ...shortWay, name, title }] : [],
);

type ModelVariable = "OPENAI_MODEL" | "ANTHROPIC_MODEL" | "GEMINI_MODEL" | "MISTRAL_MODEL";

/** The variables that name the model of each provider which a key alone makes answer. */
export const modelNameSettings = Object.fromEntries(
  ways.map(({ prefix, defaultModel, aboutModel }) => [
    `${prefix}_MODEL`,
    setting(z.string().min(1).default(defaultModel), { about: aboutModel, set: "a model's name" }),
  ]),
) as Record<ModelVariable, z.ZodDefault<z.ZodString>>;

/** A model that variables alone make answer, and who is asked. */
export interface ModelOfVariables {
  /** `provider/model`. */
  ref: string;
  model: string;
  /** The vendor, or the server in its place. */
  at: string;
  baseUrl: string | null;
}

/** The models that variables make answer, in the order in which they are asked. Pure. */
export function modelsOfVariables(settings: Readonly<Record<string, unknown>>): ModelOfVariables[] {
  return ways.flatMap((way) => {
    const said = (name: string) => settings[`${way.prefix}_${name}`] || undefined;
    const baseUrl = said("BASE_URL");
    if (said("API_KEY") === undefined && baseUrl === undefined) return [];
    const model = String(said("MODEL") ?? way.defaultModel);
    const url = baseUrl === undefined ? null : String(baseUrl);
    return [{ ref: `${way.name}/${model}`, model, at: url ?? way.title, baseUrl: url }];
  });
}
