import type { LimitState } from "../language-model/model-limits.ts";
import type { ModelOptions } from "../language-model/model-options.ts";
import { createModelSimulator, type ModelSimulator } from "../language-model/model-simulator.ts";
import type { ModelVendor } from "../language-model/model-vendor.ts";
import {
  errorBody,
  limited,
  mistralError,
  mistralRefusals,
  modelNotFound,
  renderFault,
  unauthorized,
} from "./mistral-errors.ts";
import { completionBody, completionEvents } from "./mistral-reply.ts";
import { readMistralRequest } from "./mistral-request.ts";

/** Mistral's chat completions over HTTP, whole or streamed. */
export function createMistralSimulator(options: ModelOptions = {}): ModelSimulator {
  return createModelSimulator(mistralVendor, options);
}

const overloaded = errorBody("Service unavailable.", "unavailable", "3000");

const mistralVendor: ModelVendor = {
  name: "mistral",
  defaultKey: "mistral-simulated-key",
  keyIn: ({ authorization = "" }) => /^Bearer (.+)$/.exec(authorization)?.[1],
  endpoints: { "POST /v1/chat/completions": readMistralRequest },
  body: completionBody,
  events: completionEvents,
  eventText: (event) => `data: ${JSON.stringify(event)}\n\n`,
  streamEnd: "data: [DONE]\n\n",
  streamError: { error: overloaded },
  errorBody: errorBody("Requests rate limit exceeded", "rate_limited", "1300"),
  refusals: mistralRefusals,
  limitHeaders,
  usualHeaders: () => ({ "x-kong-request-id": "simulated", "mistral-correlation-id": "simulated" }),
  ...{ limited, modelNotFound, unauthorized, fault: renderFault },
  notFound: () => mistralError(404, "no Route matched with those values"),
};

const headerOf: Partial<Record<LimitState["of"], readonly [family: string, per: string]>> = {
  requests: ["x-ratelimit", "req-minute"],
  "input-tokens": ["x-ratelimit", "tokens-minute"],
};

function limitHeaders(states: readonly LimitState[]): Record<string, string> {
  return Object.fromEntries(
    states.flatMap(({ of, limit, remaining }) => {
      const [family, per] = headerOf[of] ?? [];
      if (family === undefined) return [];
      return [
        [`${family}-limit-${per}`, `${limit}`],
        [`${family}-remaining-${per}`, `${remaining}`],
      ];
    }),
  );
}
