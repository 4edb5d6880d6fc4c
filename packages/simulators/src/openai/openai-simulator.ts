import type { z } from "zod";
import type { BookReader } from "../core/books.ts";
import { parse } from "../core/control-routes.ts";
import { type FaultMatch, faultMatch } from "../core/fault-rules.ts";
import type { FaultControls } from "../core/faults.ts";
import { createRoutes, type Route } from "../core/routes.ts";
import { createSimulatorServer } from "../core/simulator-server.ts";
import { createSimulatorCore } from "../core/vendor.ts";
import { createOpenaiEndpoints } from "./openai-endpoints.ts";
import { openaiError, renderOpenaiFault, unauthorized } from "./openai-errors.ts";
import { createOpenaiLimits } from "./openai-limits.ts";
import { type Misbehaviour, misbehaviour } from "./openai-misbehaviour.ts";
import type { OpenaiOptions } from "./openai-options.ts";
import { newId } from "./openai-responses.ts";
import { createUsageBook, type ModelUsage } from "./openai-usage-book.ts";

export interface OpenaiCredentials {
  apiKey: string;
}

/** What a test tells the simulator, and asks it, behind the backs of those who call it. */
export interface OpenaiControl {
  readonly faults: FaultControls;
  /** Answered calls have a note of type `OpenaiCallNote`. */
  readonly books: BookReader;
  /** Answers the next call badly, or the next so many; `match` says which calls. */
  misbehave(how: Misbehaviour, match?: FaultMatch): Promise<string>;
  /** By model. */
  usage(): Promise<Record<string, ModelUsage>>;
}

export interface OpenaiSimulator extends OpenaiControl {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Without a slash at its end. */
  readonly url: string;
  /** What the official client takes as `baseURL`. */
  readonly baseUrl: string;
  readonly credentials: OpenaiCredentials;
}

/**
 * OpenAI's Responses and Chat Completions over HTTP, without streams. An answer fits the JSON schema
 * that was sent and follows from the input alone. With a folder, its books outlive the process.
 */
export function createOpenaiSimulator(options: OpenaiOptions = {}): OpenaiSimulator {
  const core = createSimulatorCore(options);
  const { journal, books, faults } = core;
  const apiKey = options.apiKey ?? "sk-simulated-key";
  const usageBook = createUsageBook(journal);
  const limits = createOpenaiLimits(options);
  const misbehave = (how: Misbehaviour, match: FaultMatch = {}) =>
    faults.add({ ...match, vendor: how });
  const server = createSimulatorServer(
    core,
    {
      name: "openai",
      routes: createRoutes(createOpenaiEndpoints(options, { limits, usageBook })),
      controls: controls(misbehave, () => usageBook.read()),
      authenticate({ authorization }) {
        const [, key] = /^Bearer (.+)$/.exec(authorization ?? "") ?? [];
        return key === apiKey ? { kind: "integration", id: "simulated" } : unauthorized(key);
      },
      complete: (reply) => ({ ...reply, headers: { ...usualHeaders(), ...reply.headers } }),
      renderFault: renderOpenaiFault,
      notFound: (method, path) =>
        openaiError(404, {
          message: `Invalid URL (${method} ${path})`,
          type: "invalid_request_error",
        }),
      parts: { usage: usageBook.part },
      describe: () => ({ credentials: { apiKey }, usage: usageBook.read() }),
    },
    options.port,
  );
  return {
    start: server.start,
    stop: server.stop,
    get url() {
      return server.url;
    },
    get baseUrl() {
      return `${server.url}/v1`;
    },
    credentials: { apiKey },
    faults,
    books,
    misbehave,
    usage: async () => usageBook.read(),
  };
}

function usualHeaders(): Record<string, string> {
  return {
    "openai-organization": "org-simulated",
    "openai-version": "2020-10-01",
    "x-request-id": newId("req"),
  };
}

const misbehaveBody = faultMatch.extend({ how: misbehaviour });

function controls(
  misbehave: OpenaiControl["misbehave"],
  usage: () => Record<string, ModelUsage>,
): Record<string, Route> {
  const handlers: Record<string, Route["handle"]> = {
    "POST /__simulator/misbehave": async ({ body }) => {
      const { how, ...match } = parse<z.infer<typeof misbehaveBody>>(misbehaveBody, body);
      return { status: 200, json: { id: await misbehave(how, match) } };
    },
    "GET /__simulator/usage": () => ({ status: 200, json: usage() }),
  };
  return Object.fromEntries(
    Object.entries(handlers).map(([pattern, handle]) => [
      pattern,
      { kind: "control", operation: "control", handle },
    ]),
  );
}
