import { type HttpReply, isUnsent } from "@fieldwork/http";
import { ignoredOf } from "../../answer-mode.ts";
import {
  answerEvents,
  readRefusal,
  refusalText,
  refusesStreaming,
} from "../../exchange/answer-events.ts";
import { createBodyRenderer } from "../../exchange/body-frames.ts";
import type { ErrorContext } from "../../exchange/errors.ts";
import { type ExchangeTap, type OnExchange, openTap } from "../../exchange/exchange.ts";
import { secretsIn } from "../../exchange/vendor-provider.ts";
import { createPooledFetch, replyOf } from "../../http/pooled-fetch.ts";
import { isPrivateUrl } from "../../http/private-host.ts";
import { transportError, unsendable } from "../../http/transport-error.ts";
import { type SchemaDialect, schemaDialects } from "../../lower-schema.ts";
import type { ModelEvent, ModelProvider, ModelRequest } from "../../model-provider.ts";
import { ProviderError } from "../../provider-error.ts";
import { weighBody } from "../../weigh-body.ts";
import { createRequestHeads, type RequestHead } from "./client.ts";
import { openaiHostOf } from "./host.ts";
import type { LoweringOptions, ReasoningEffort } from "./request.ts";
import { type OpenaiMode, type Wire, wires } from "./wire.ts";

export type { OpenaiMode };

export interface OpenaiProviderOptions {
  /** As routes name it; a self-hosted server has its own name. */
  name?: string;
  /** A server without keys accepts any text. */
  apiKey: string;
  /** Up to and including `/v1`. */
  baseUrl?: string;
  /** By default that of `modeOf`. */
  mode?: OpenaiMode;
  /**
   * By default the least that OpenAI's model offers; other models are not asked for any. Reasoning
   * counts towards the limit of output.
   */
  reasoningEffort?: ReasoningEffort;
  /** Sent in addition to the question, which it cannot change. */
  extraBody?: Readonly<Record<string, unknown>> | undefined;
  extraHeaders?: Readonly<Record<string, string>> | undefined;
  /** In place of the connection pool that the provider keeps. */
  fetch?: typeof fetch;
}

const openaiBaseUrl = "https://api.openai.com/v1";

/** OpenAI, and servers that speak its protocol: the official SDK makes the request, and nothing else. */
export function createOpenaiProvider(options: OpenaiProviderOptions): ModelProvider {
  const { name = "openai", baseUrl = openaiBaseUrl } = options;
  const secrets = secretsIn(options);
  const pool = options.fetch ? undefined : createPooledFetch({ baseUrl });
  const sender = {
    headOf: createRequestHeads({ ...options, baseUrl }),
    send: options.fetch ?? pool?.fetch ?? fetch,
  };
  const host = openaiHostOf(baseUrl);
  const wire = wires[options.mode ?? modeOf({ baseUrl })];
  const dialect = dialectOf(baseUrl, host !== undefined);
  const { streamed, plain } = bodyRenderers(wire, options.extraBody, {
    reasoningEffort: options.reasoningEffort,
    isOpenai: host !== undefined,
    dialect,
  });
  /** Models that turned out not to stream, or not to report the usage of a stream. */
  const unstreamed = new Set<string>();

  /** A good reply; from a server that refuses to stream, the one without streaming, if that is good. */
  async function begin(call: OpenaiCall, { context, tap }: Sending, signal: AbortSignal) {
    const post = async (body: string) => {
      tap?.sends(body);
      const reply = await postTo(sender, { path: wire.path, body, context }, signal);
      return tap?.receives(reply) ?? reply;
    };
    const reply = await post(call.body);
    if (isGood(reply)) return { reply, isStreamed: call.streams };
    const refusal = await refusalText(reply);
    if (!call.streams || !refusesStreaming(reply, refusal)) {
      throw readRefusal(reply, refusal, context);
    }
    const second = await post(plain(call.request));
    if (!isGood(second)) throw readRefusal(second, await refusalText(second), context);
    unstreamed.add(call.request.model);
    return { reply: second, isStreamed: false };
  }

  async function* send(call: OpenaiCall, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const { model } = call.request;
    const context = { provider: name, model, nowMs: Date.now(), secrets };
    const tap = openTap(call.onExchange, secrets);
    try {
      const { reply, isStreamed } = await begin(call, { context, tap }, signal);
      let isCounted = false;
      const inOnePiece = !isStreamed;
      for await (const event of answerEvents(reply, { form: wire, context, signal, inOnePiece })) {
        isCounted ||= event.kind === "usage";
        yield event;
      }
      if (isStreamed && !isCounted) unstreamed.add(model);
    } catch (cause) {
      if (cause instanceof ProviderError || isUnsent(cause)) throw cause;
      signal.throwIfAborted();
      throw transportError(cause, context);
    } finally {
      tap?.end();
    }
  }

  return {
    name,
    free: false,
    prepare(request) {
      const streams = !request.inOnePiece && !unstreamed.has(request.model);
      const body = streams ? streamed(request) : plain(request);
      return {
        ...{ ...weighBody(body), region: host?.region },
        send: (signal, onExchange) => send({ request, body, streams, onExchange }, signal),
      };
    },
    ignored: (request) => ignoredOf(request, dialect),
    async close() {
      await pool?.close();
    },
  };
}

/** The API to use: unless it is named, the Responses API for OpenAI, and Chat Completions elsewhere. */
export function modeOf({
  api,
  baseUrl = openaiBaseUrl,
}: {
  api?: "responses" | "chat" | undefined;
  baseUrl?: string | undefined;
}): OpenaiMode {
  if (api !== undefined) return api === "chat" ? "chat-completions" : "responses";
  return openaiHostOf(baseUrl) ? "responses" : "chat-completions";
}

interface OpenaiCall {
  request: ModelRequest;
  /** What is weighed is what is sent. Without streaming it is no longer than that. */
  body: string;
  streams: boolean;
  onExchange: OnExchange | undefined;
}

interface Sending {
  context: ErrorContext;
  tap: ExchangeTap | undefined;
}

function bodyRenderers(
  wire: Wire,
  extraBody: OpenaiProviderOptions["extraBody"],
  lowering: Omit<LoweringOptions, "streams">,
) {
  const renderer = (streams: boolean) =>
    createBodyRenderer((request) => ({
      ...extraBody,
      ...wire.toBody(request, { ...lowering, streams }),
    }));
  return { streamed: renderer(true), plain: renderer(false) };
}

interface Sender {
  headOf(path: string): Promise<RequestHead>;
  send: typeof fetch;
}

async function postTo(
  { headOf, send }: Sender,
  { path, body, context }: { path: string; body: string; context: ErrorContext },
  signal: AbortSignal,
): Promise<HttpReply> {
  const { url, headers } = await headOf(path).catch((cause: unknown) => {
    throw unsendable(cause, context);
  });
  return replyOf(await send(url, { method: "POST", headers, body, signal }));
}

function isGood({ status }: HttpReply): boolean {
  return status >= 200 && status < 300;
}

/**
 * What a server accepts in a schema depends on whose it is: a hosted one that is not OpenAI's may
 * refuse all bounds.
 */
function dialectOf(baseUrl: string, isOpenai: boolean): SchemaDialect {
  if (isOpenai) return schemaDialects.openai;
  return isPrivateUrl(baseUrl) ? schemaDialects.selfHosted : schemaDialects.plain;
}
