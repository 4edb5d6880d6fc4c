import type { ModelOptions } from "../language-model/model-options.ts";
import { createModelSimulator, type ModelSimulator } from "../language-model/model-simulator.ts";
import type { ModelVendor } from "../language-model/model-vendor.ts";
import {
  errorBody,
  geminiError,
  geminiRefusals,
  limited,
  modelNotFound,
  renderFault,
  unauthorized,
} from "./gemini-errors.ts";
import { generateBody, generateEvents } from "./gemini-reply.ts";
import { readGenerateRequest } from "./gemini-request.ts";

/** Google's Gemini API over HTTP, whole or streamed. */
export function createGeminiSimulator(options: ModelOptions = {}): ModelSimulator {
  return createModelSimulator(geminiVendor, options);
}

const whole = readGenerateRequest(false);
const streamed = readGenerateRequest(true);

/** The method stands behind a colon in the last step of the path. */
const read: ModelVendor["endpoints"][string] = (call) =>
  call.path.endsWith(":streamGenerateContent") ? streamed(call) : whole(call);

const geminiVendor: ModelVendor = {
  name: "gemini",
  defaultKey: "AIza-simulated-key",
  keyIn: ({ "x-goog-api-key": key }) => (typeof key === "string" ? key : undefined),
  endpoints: { "POST /v1/models/:target": read, "POST /v1beta/models/:target": read },
  body: generateBody,
  events: generateEvents,
  eventText: (event) => `data: ${JSON.stringify(event)}\r\n\r\n`,
  streamEnd: "",
  streamError: errorBody(503, "The model is overloaded. Please try again later."),
  errorBody: errorBody(429, "Resource has been exhausted (e.g. check quota)."),
  refusals: geminiRefusals,
  limitHeaders: () => ({}),
  usualHeaders: () => ({ "server-timing": "gfet4t7; dur=12", vary: "Origin" }),
  ...{ limited, modelNotFound, unauthorized, fault: renderFault },
  notFound: () => geminiError(404, "Requested entity was not found."),
};
