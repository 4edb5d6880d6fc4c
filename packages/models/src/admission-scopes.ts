import type { Scopes } from "@fieldwork/limits";
import type { ModelRef } from "./model-ref.ts";

// By provider, then by model: whoever decides on the same scopes again finds them by what they are, and not by their names.
const known = new Map<string, Map<string, Scopes>>();

/** Whose limits a call to a model is inside of: its provider's, and its own. The same model's are the same object. */
export function admissionScopes({ provider, model }: ModelRef): Scopes {
  const ofProvider = known.get(provider) ?? new Map<string, Scopes>();
  known.set(provider, ofProvider);
  const scopes = ofProvider.get(model) ?? [
    providerScope(provider),
    modelScope({ provider, model }),
  ];
  ofProvider.set(model, scopes);
  return scopes;
}

export function providerScope(provider: string): string {
  return `provider:${provider}`;
}

export function modelScope({ provider, model }: ModelRef): string {
  return `model:${provider}/${model}`;
}
