import { createRoutes } from "../core/routes.ts";
import { createSimulatorServer } from "../core/simulator-server.ts";
import { createSimulatorCore, type Vendor } from "../core/vendor.ts";
import { countWaiting } from "../language-model/count-waiting.ts";
import { createLatency } from "../language-model/latency.ts";
import {
  controlOf,
  controlRoutes,
  type ModelControl,
  type ModelSimulator,
} from "../language-model/model-simulator.ts";
import { createQuestionBook } from "../language-model/question-book.ts";
import { createToldMisbehaviours } from "../language-model/told-misbehaviours.ts";
import { createUsageBook } from "../language-model/usage-book.ts";
import { createOpenaiEndpoints } from "./openai-endpoints.ts";
import { openaiError, renderOpenaiFault, unauthorized } from "./openai-errors.ts";
import { createOpenaiLimits } from "./openai-limits.ts";
import type { OpenaiOptions } from "./openai-options.ts";
import { newId } from "./openai-responses.ts";

export interface OpenaiCredentials {
  apiKey: string;
}

export type OpenaiControl = ModelControl;

export interface OpenaiSimulator extends ModelSimulator {
  /** What the official client takes as `baseURL`. */
  readonly baseUrl: string;
}

const defaultLatencyMs = 5;

/**
 * OpenAI's Responses and Chat Completions over HTTP, whole or streamed. An answer fits the JSON schema
 * that was sent and follows from the input alone. With a folder, its books outlive the process.
 */
export function createOpenaiSimulator(options: OpenaiOptions = {}): OpenaiSimulator {
  const core = createSimulatorCore(options);
  const { journal, faults } = core;
  const { apiKey = "sk-simulated-key", otherApiKeys = [] } = options;
  const usageBook = createUsageBook(journal);
  const questionBook = createQuestionBook(journal);
  const latency = createLatency(options.latencyMs ?? defaultLatencyMs);
  const told = createToldMisbehaviours();
  const limits = createOpenaiLimits(options);
  const control = controlOf(core, {
    usage: async () => usageBook.read(),
    repeatedInputs: async () => questionBook.read(),
  });
  const parts = { limits, latency, told, usageBook, questionBook };
  const server = createSimulatorServer(
    { ...core, faults: countWaiting(faults, usageBook) },
    {
      ...openaiVendor,
      routes: createRoutes(createOpenaiEndpoints(options, parts)),
      controls: controlRoutes(control),
      authenticate: authenticator([apiKey, ...otherApiKeys]),
      parts: { usage: usageBook.part, questions: questionBook.part },
      describe: () => ({ credentials: { apiKey }, usage: usageBook.read() }),
    },
    options.port,
  );
  return {
    ...control,
    start: server.start,
    async stop() {
      latency.abandon();
      await server.stop();
    },
    get url() {
      return server.url;
    },
    get baseUrl() {
      return `${server.url}/v1`;
    },
    credentials: { apiKey },
    misbehaveWhen: told.add,
  };
}

const openaiVendor = {
  name: "openai",
  complete: (reply) => ({ ...reply, headers: { ...usualHeaders(), ...reply.headers } }),
  renderFault: renderOpenaiFault,
  notFound: (method, path) =>
    openaiError(404, { message: `Invalid URL (${method} ${path})`, type: "invalid_request_error" }),
} satisfies Partial<Vendor>;

function usualHeaders(): Record<string, string> {
  return {
    "openai-organization": "org-simulated",
    "openai-version": "2020-10-01",
    "x-request-id": newId("req"),
  };
}

function authenticator(apiKeys: readonly string[]): Vendor["authenticate"] {
  return ({ authorization }) => {
    const [, key] = /^Bearer (.+)$/.exec(authorization ?? "") ?? [];
    if (key === undefined || !apiKeys.includes(key)) return unauthorized(key);
    return { kind: "integration", id: key.slice(-4) };
  };
}
