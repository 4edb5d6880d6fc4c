import type { WorkClass } from "@fieldwork/contracts";
import type { AdmissionRequest } from "../admission.ts";
import { type CommonLimits, type LimitTable, windowsFrom } from "../limits.ts";
import type { Scopes } from "../rules.ts";

/** A call to a model of a provider, as the model layer asks for it. */
export interface CommonCall {
  provider: string;
  model: string;
  workClass: WorkClass;
  inputTokens: number;
  outputTokens: number;
  leaseMs: number;
}

const commonCall: CommonCall = {
  provider: "openai",
  model: "gpt-6-luna",
  workClass: "live",
  inputTokens: 100,
  outputTokens: 100,
  leaseMs: 60_000,
};

export function scopesOf({ provider, model }: Pick<CommonCall, "provider" | "model">): Scopes {
  return [provider, `${provider}/${model}`];
}

export function requestFor(call: Partial<CommonCall> = {}): AdmissionRequest {
  const { workClass, leaseMs, inputTokens, outputTokens, ...of } = { ...commonCall, ...call };
  const amounts = { requests: 1, ...amountsOf({ inputTokens, outputTokens }) };
  return { scopes: scopesOf(of), workClass, amounts, leaseMs };
}

export function amountsOf(tokens: { inputTokens: number; outputTokens: number }) {
  return { "input-tokens": tokens.inputTokens, "output-tokens": tokens.outputTokens };
}

export function tableOf(limits: Readonly<Record<string, CommonLimits>>): LimitTable {
  return Object.fromEntries(
    Object.entries(limits).map(([scope, one]) => [scope, { windows: windowsFrom(one) }]),
  );
}
