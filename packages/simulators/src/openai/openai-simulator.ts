import type { z } from "zod";
import type { BookReader } from "../core/books.ts";
import { parse } from "../core/control-routes.ts";
import { type FaultMatch, faultMatch } from "../core/fault-rules.ts";
import type { FaultControls } from "../core/faults.ts";
import { createRoutes, type Route } from "../core/routes.ts";
import { createSimulatorServer } from "../core/simulator-server.ts";
import { createSimulatorCore, type Vendor } from "../core/vendor.ts";
import { countWaiting } from "./count-waiting.ts";
import { costOf, type TokenPrices } from "./openai-cost.ts";
import { createOpenaiEndpoints } from "./openai-endpoints.ts";
import { openaiError, renderOpenaiFault, unauthorized } from "./openai-errors.ts";
import { createLatency } from "./openai-latency.ts";
import { createOpenaiLimits } from "./openai-limits.ts";
import { type Misbehaviour, misbehaviour } from "./openai-misbehaviour.ts";
import type { OpenaiOptions } from "./openai-options.ts";
import { createQuestionBook, type RepeatedInputs } from "./openai-question-book.ts";
import { newId } from "./openai-responses.ts";
import { createUsageBook, type ModelUsage } from "./openai-usage-book.ts";
import { createToldMisbehaviours, type QuestionPredicate } from "./told-misbehaviours.ts";

export interface OpenaiCredentials {
  apiKey: string;
}

/** What a test tells the simulator, and asks it, behind the backs of those who call it. */
export interface OpenaiControl {
  readonly faults: FaultControls;
  /** Answered calls, and no others, have a note of type `OpenaiCallNote`. */
  readonly books: BookReader;
  /** Answers the next call badly, or the next so many; `match` says which calls. */
  misbehave(how: Misbehaviour, match?: FaultMatch): Promise<string>;
  /** By model, all that was charged for. */
  usage(): Promise<Record<string, ModelUsage>>;
  /** Questions that were charged for once, and more than once. */
  repeatedInputs(): Promise<RepeatedInputs>;
  /**
   * All that was charged for at these prices, in nano-USD.
   * @throws Error for a model without a price.
   */
  costOf(prices: TokenPrices): Promise<bigint>;
}

export interface OpenaiSimulator extends OpenaiControl {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Without a slash at its end. */
  readonly url: string;
  /** What the official client takes as `baseURL`. */
  readonly baseUrl: string;
  readonly credentials: OpenaiCredentials;
  /** Answers badly what a function picks, always or so many times. Returns what takes it back. */
  misbehaveWhen(how: Misbehaviour, isFor: QuestionPredicate, times?: number): () => void;
}

const defaultLatencyMs = 5;

/**
 * OpenAI's Responses and Chat Completions over HTTP, whole or streamed. An answer fits the JSON schema
 * that was sent and follows from the input alone. With a folder, its books outlive the process.
 */
export function createOpenaiSimulator(options: OpenaiOptions = {}): OpenaiSimulator {
  const core = createSimulatorCore(options);
  const { journal, books, faults } = core;
  const { apiKey = "sk-simulated-key", otherApiKeys = [] } = options;
  const usageBook = createUsageBook(journal);
  const questionBook = createQuestionBook(journal);
  const latency = createLatency(options.latencyMs ?? defaultLatencyMs);
  const told = createToldMisbehaviours();
  const limits = createOpenaiLimits(options);
  const control: OpenaiControl = {
    faults,
    books,
    misbehave: (how, match = {}) => faults.add({ kind: "generate", ...match, vendor: how }),
    usage: async () => usageBook.read(),
    repeatedInputs: async () => questionBook.read(),
    costOf: async (prices) => costOf(usageBook.read(), prices),
  };
  const parts = { limits, latency, told, usageBook, questionBook };
  const server = createSimulatorServer(
    { ...core, faults: countWaiting(faults, usageBook) },
    {
      ...openaiVendor,
      routes: createRoutes(createOpenaiEndpoints(options, parts)),
      controls: controls(control),
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

const misbehaveBody = faultMatch.extend({ how: misbehaviour });

function controls({ misbehave, usage, repeatedInputs }: OpenaiControl): Record<string, Route> {
  const handlers: Record<string, Route["handle"]> = {
    "POST /__simulator/misbehave": async ({ body }) => {
      const { how, ...match } = parse<z.infer<typeof misbehaveBody>>(misbehaveBody, body);
      return { status: 200, json: { id: await misbehave(how, match) } };
    },
    "GET /__simulator/usage": async () => ({ status: 200, json: await usage() }),
    "GET /__simulator/repeated-inputs": async () => ({ status: 200, json: await repeatedInputs() }),
  };
  return Object.fromEntries(
    Object.entries(handlers).map(([pattern, handle]) => [
      pattern,
      { kind: "control", operation: "control", handle },
    ]),
  );
}
