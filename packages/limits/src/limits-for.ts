import type { AdmissionLimits } from "./admission.ts";

/** By `provider/model`, or by `provider` for all its models together. Without an entry: no limit. */
export type LimitTable = Readonly<Record<string, AdmissionLimits>>;

export interface ApplyingLimits {
  /** Calls under the same key share its limits. */
  key: string;
  limits: AdmissionLimits;
  isLimited: boolean;
}

/** The limits of the model, else those of its provider. */
export function limitsFor(
  table: LimitTable,
  { provider, model }: { provider: string; model: string },
): ApplyingLimits {
  const key = Object.hasOwn(table, `${provider}/${model}`) ? `${provider}/${model}` : provider;
  const found = Object.hasOwn(table, key) ? table[key] : undefined;
  return { key, limits: found ?? {}, isLimited: found !== undefined };
}
