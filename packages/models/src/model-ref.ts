import { AppError } from "@fieldwork/runtime";

/** A model as routes name it: `provider/model`, such as `openai/gpt-6-luna` or `baseline/tf-idf`. */
export interface ModelRef {
  provider: string;
  model: string;
}

/**
 * Reads `provider/model`; the model's own name may hold slashes.
 *
 * @throws AppError `config_invalid` when it is not one.
 */
export function parseModelRef(text: string): ModelRef {
  const [, provider, model] = /^([a-z0-9-]+)\/(\S+)$/.exec(text) ?? [];
  if (provider !== undefined && model !== undefined) return { provider, model };
  throw new AppError(`${JSON.stringify(text)} names no model; write provider/model`, {
    code: "config_invalid",
    retryable: false,
  });
}

export function modelRefText({ provider, model }: ModelRef): string {
  return `${provider}/${model}`;
}
