import OpenAI, { APIConnectionError, APIError } from "openai";
import type { ModelProvider, ModelReply, ModelRequest } from "../../model-provider.ts";
import { createPooledFetch } from "../pooled-fetch.ts";
import { transportError } from "../transport-error.ts";
import {
  errorFromOpenai,
  errorFromReply,
  malformedReply,
  type OpenaiErrorContext,
} from "./openai-errors.ts";
import { openaiHostOf } from "./openai-host.ts";
import {
  type OpenaiReply,
  openaiErrorBody,
  readChatReply,
  readResponsesReply,
} from "./openai-reply.ts";
import {
  type LoweringOptions,
  type ReasoningEffort,
  toChatRequest,
  toResponsesRequest,
} from "./openai-request.ts";

export type OpenaiMode = "responses" | "chat-completions";

export interface OpenaiProviderOptions {
  /** As routes name it; a self-hosted server has a name of its own. */
  name?: string;
  /** A server without keys takes any text. */
  apiKey: string;
  /** Up to and with `/v1`. */
  baseUrl?: string;
  /** The Responses API at OpenAI, Chat Completions elsewhere, unless told. */
  mode?: OpenaiMode;
  /** The least that OpenAI's model offers, unless told; other models are not asked for any. Reasoning counts towards the cap of output. */
  reasoningEffort?: ReasoningEffort;
  /** In place of the pool of connections that the provider keeps. */
  fetch?: typeof fetch;
  /** The last resort; each attempt has a timeout of its own. */
  timeoutMs?: number;
}

export const openaiBaseUrl = "https://api.openai.com/v1";

/** OpenAI, and servers that speak its protocol, over the official SDK without its retries. */
export function createOpenaiProvider(options: OpenaiProviderOptions): ModelProvider {
  const { name = "openai", apiKey, baseUrl = openaiBaseUrl } = options;
  const pool = options.fetch ? undefined : createPooledFetch({ baseUrl });
  const client = createClient({ ...options, baseUrl }, options.fetch ?? pool?.fetch);
  const host = openaiHostOf(baseUrl);
  const wire = wires[options.mode ?? (host ? "responses" : "chat-completions")];
  const lowering = { reasoningEffort: options.reasoningEffort, isOpenai: host !== undefined };
  const bodies = new WeakMap<ModelRequest, string>();

  /** What is weighed is what is sent. */
  function bodyOf(request: ModelRequest): string {
    const body = bodies.get(request) ?? JSON.stringify(wire.toBody(request, lowering));
    bodies.set(request, body);
    return body;
  }

  return {
    name,
    free: false,
    region: host?.region,
    requestBytes: (request) => Buffer.byteLength(bodyOf(request)),
    async generate(request, signal) {
      const context = { provider: name, model: request.model, nowMs: Date.now(), apiKey };
      try {
        const sending = { body: bodyOf(request), headers: jsonHeaders, signal };
        // As a raw response: the SDK's own reading of a 200 throws on HTML and loses what was said.
        const response = await client.post(wire.path, sending).asResponse();
        return replyFrom(wire.read(parseJson(await response.text())), context);
      } catch (cause) {
        throw translate(cause, context);
      }
    },
    async close() {
      await pool?.close();
    },
  };
}

function createClient(
  { apiKey, baseUrl, timeoutMs = 600_000 }: OpenaiProviderOptions,
  fetch: OpenaiProviderOptions["fetch"],
): OpenAI {
  return new OpenAI({
    apiKey,
    baseURL: baseUrl,
    fetch,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: "off",
    // Else the SDK reads them from the environment.
    organization: null,
    project: null,
    webhookSecret: null,
    adminAPIKey: null,
  });
}

const jsonHeaders = { "content-type": "application/json" };

interface Wire {
  path: string;
  toBody(request: ModelRequest, options: LoweringOptions): object;
  read(body: unknown): OpenaiReply;
}

const wires: Readonly<Record<OpenaiMode, Wire>> = {
  responses: { path: "/responses", toBody: toResponsesRequest, read: readResponsesReply },
  "chat-completions": { path: "/chat/completions", toBody: toChatRequest, read: readChatReply },
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text around its mistake; no reply is a fact of its own.
    return undefined;
  }
}

function replyFrom(read: OpenaiReply, context: OpenaiErrorContext): ModelReply {
  switch (read.kind) {
    case "reply":
      return read.reply;
    case "error":
      throw errorFromReply(read.error, context);
    case "malformed":
      throw malformedReply(context);
    default:
      return read satisfies never;
  }
}

function translate(cause: unknown, context: OpenaiErrorContext): unknown {
  if (cause instanceof APIConnectionError) return transportError(cause.cause ?? cause, context);
  if (!(cause instanceof APIError) || cause.status === undefined) return cause;
  const { status, headers = new Headers() } = cause;
  const body = openaiErrorBody.catch({}).parse(cause.error ?? {});
  return errorFromOpenai({ status, headers, body }, context);
}
