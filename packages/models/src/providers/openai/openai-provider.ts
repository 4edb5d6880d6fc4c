import { APIConnectionError } from "openai";
import { createPooledFetch } from "../../http/pooled-fetch.ts";
import { isPrivateUrl } from "../../http/private-host.ts";
import { transportError, unsendable } from "../../http/transport-error.ts";
import { type SchemaDialect, schemaDialects } from "../../lower-schema.ts";
import type { ModelEvent, ModelProvider } from "../../model-provider.ts";
import { ProviderError } from "../../provider-error.ts";
import { weighBody } from "../../weigh-body.ts";
import { createBodyRenderer } from "./body-frames.ts";
import { OpenaiClient } from "./openai-client.ts";
import { readExchange } from "./openai-exchange.ts";
import { openaiHostOf } from "./openai-host.ts";
import type { ReasoningEffort } from "./openai-request.ts";
import { type OpenaiMode, wires } from "./openai-wire.ts";

export type { OpenaiMode };

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
  const client = createClient({ ...options, baseUrl }, options.fetch ?? pool?.fetch ?? fetch);
  const host = openaiHostOf(baseUrl);
  const wire = wires[options.mode ?? (host ? "responses" : "chat-completions")];
  const lowering = {
    reasoningEffort: options.reasoningEffort,
    isOpenai: host !== undefined,
    dialect: dialectOf(baseUrl, host !== undefined),
  };
  const render = createBodyRenderer((request) => wire.toBody(request, lowering));

  async function* send(
    { model, body }: { model: string; body: string },
    signal: AbortSignal,
  ): AsyncGenerator<ModelEvent> {
    const context = { provider: name, model, nowMs: Date.now(), apiKey };
    try {
      const response = await client
        .post(wire.path, { body, headers: jsonHeaders, signal })
        .asResponse();
      const { status, headers } = response;
      const exchange = { status, headers, text: await response.text() };
      const { text, usage, ...finish } = readExchange(exchange, wire, context);
      yield { kind: "text", text };
      if (usage) yield { kind: "usage", usage };
      yield { kind: "finish", ...finish };
    } catch (cause) {
      if (cause instanceof ProviderError) throw cause;
      signal.throwIfAborted();
      // Whatever failed in `fetch`, the SDK has wrapped.
      if (cause instanceof APIConnectionError) throw transportError(cause.cause ?? cause, context);
      throw unsendable(cause, context);
    }
  }

  return {
    name,
    free: false,
    prepare(request) {
      const body = render(request);
      const sending = { model: request.model, body };
      return {
        ...{ ...weighBody(body), region: host?.region },
        send: (signal) => send(sending, signal),
      };
    },
    async close() {
      await pool?.close();
    },
  };
}

/** Whose server it is says what it takes of a schema: a hosted one that is not OpenAI's may refuse all bounds. */
function dialectOf(baseUrl: string, isOpenai: boolean): SchemaDialect {
  if (isOpenai) return schemaDialects.openai;
  return isPrivateUrl(baseUrl) ? schemaDialects.selfHosted : schemaDialects.plain;
}

function createClient(
  { apiKey, baseUrl, timeoutMs = 600_000 }: OpenaiProviderOptions,
  send: typeof fetch,
): OpenaiClient {
  return new OpenaiClient({
    apiKey,
    baseURL: baseUrl,
    fetch: (input, init) => fetchWhole(send, input, init),
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

/**
 * A reply read whole, and to the SDK always a good one: of what is refused it would keep one part of
 * one shape, and of a page nothing.
 */
async function fetchWhole(
  send: typeof fetch,
  ...request: Parameters<typeof fetch>
): Promise<Response> {
  const response = await send(...request);
  const text = await response.text();
  const { status, headers } = response;
  return { ok: true, status, headers, text: async () => text } as Response;
}

const jsonHeaders = { "content-type": "application/json" };
