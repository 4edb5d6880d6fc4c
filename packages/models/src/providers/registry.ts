import type { z } from "zod";
import { anthropicKind } from "./anthropic/kind.ts";
import { baselineKind } from "./baseline/kind.ts";
import { geminiKind } from "./gemini/kind.ts";
import { mistralKind } from "./mistral/kind.ts";
import { openaiKind } from "./openai/kind.ts";
import type { ProviderKind } from "./provider-kind.ts";

/** Every provider that a route may name. */
export const providerKinds = [
  baselineKind,
  openaiKind,
  anthropicKind,
  geminiKind,
  mistralKind,
] as const;

type Merged<Kinds> = Kinds extends readonly [ProviderKind<string, infer Settings>, ...infer Others]
  ? Settings & Merged<Others>
  : unknown;
type Shape = Merged<typeof providerKinds> & z.ZodRawShape;

/** The variables of all of them. */
export const providerSettings = Object.assign(
  {},
  ...providerKinds.map(({ settings }) => settings),
) as Shape;
