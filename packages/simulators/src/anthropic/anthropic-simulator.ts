import type { IncomingHttpHeaders } from "node:http";
import type { LimitState } from "../language-model/model-limits.ts";
import type { ModelOptions } from "../language-model/model-options.ts";
import { createModelSimulator, type ModelSimulator } from "../language-model/model-simulator.ts";
import type { ModelVendor } from "../language-model/model-vendor.ts";
import {
  anthropicError,
  anthropicRefusals,
  errorBody,
  limited,
  modelNotFound,
  renderFault,
  unauthorized,
} from "./anthropic-errors.ts";
import { anthropicId } from "./anthropic-id.ts";
import { messageBody, messageEvents } from "./anthropic-message.ts";
import { readMessagesRequest } from "./anthropic-request.ts";

/** Anthropic's Messages API over HTTP, whole or streamed. */
export function createAnthropicSimulator(options: ModelOptions = {}): ModelSimulator {
  return createModelSimulator(anthropicVendor, options);
}

const overloaded = {
  type: "error",
  error: { type: "overloaded_error", message: "Overloaded", details: null },
};

const anthropicVendor: ModelVendor = {
  name: "anthropic",
  defaultKey: "sk-ant-simulated-key",
  keyIn,
  endpoints: { "POST /v1/messages": readMessagesRequest },
  body: messageBody,
  events: messageEvents,
  eventText: (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
  streamEnd: "",
  streamError: overloaded,
  errorBody: {
    ...errorBody("rate_limit_error", "Number of requests has exceeded your rate limit"),
  },
  refusals: anthropicRefusals,
  limitHeaders,
  usualHeaders: () => ({
    "request-id": anthropicId("req"),
    "anthropic-organization-id": "org-simulated",
  }),
  ...{ limited, modelNotFound, unauthorized, fault: renderFault },
  notFound: () => anthropicError(404, "not_found_error", "Not Found"),
};

/** Older clients send the key in a header of its own, newer ones as a bearer. */
function keyIn({ "x-api-key": key, authorization = "" }: IncomingHttpHeaders): string | undefined {
  return typeof key === "string" ? key : /^Bearer (.+)$/.exec(authorization)?.[1];
}

function limitHeaders(states: readonly LimitState[], nowMs: number): Record<string, string> {
  return Object.fromEntries(
    states
      .filter(({ of }) => of !== "requests-day")
      .flatMap(({ of, limit, remaining, resetMs }) => [
        [`anthropic-ratelimit-${of}-limit`, `${limit}`],
        [`anthropic-ratelimit-${of}-remaining`, `${remaining}`],
        [`anthropic-ratelimit-${of}-reset`, new Date(nowMs + resetMs).toISOString()],
      ]),
  );
}
