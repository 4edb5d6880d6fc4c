import type { Scopes } from "@fieldwork/limits";
import type { ModelRef } from "./model-ref.ts";

/** Whose limits a call to a model is inside of: its provider's, and its own. */
export function admissionScopes({ provider, model }: ModelRef): Scopes {
  return [providerScope(provider), modelScope({ provider, model })];
}

export function providerScope(provider: string): string {
  return `provider:${provider}`;
}

export function modelScope({ provider, model }: ModelRef): string {
  return `model:${provider}/${model}`;
}
