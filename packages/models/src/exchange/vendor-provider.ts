import { GivenUpUnsent, isUnsent } from "@fieldwork/http";
import { ignoredOf } from "../answer-mode.ts";
import { createPooledFetch } from "../http/pooled-fetch.ts";
import { transportError } from "../http/transport-error.ts";
import type { SchemaDialect } from "../lower-schema.ts";
import type { ModelEvent, ModelProvider, ModelRequest } from "../model-provider.ts";
import { ProviderError } from "../provider-error.ts";
import { weighBody } from "../weigh-body.ts";
import { answerEvents, readRefusal, refusalText } from "./answer-events.ts";
import { createBodyRenderer } from "./body-frames.ts";
import { type OnExchange, openTap } from "./exchange.ts";
import type { ReplyForm } from "./reply-form.ts";
import { fetchForSdk, replyThroughSdk } from "./sdk-exchange.ts";

/** How a vendor is reached, whichever vendor it is. */
export interface VendorAccess {
  /** As routes name it. */
  name: string;
  apiKey: string;
  /** The vendor's own by default. */
  baseUrl?: string | undefined;
  /** Sent in addition to the question, which it cannot change. */
  extraBody?: Readonly<Record<string, unknown>> | undefined;
  extraHeaders?: Readonly<Record<string, string>> | undefined;
  /** In place of the connection pool that the provider keeps. */
  fetch?: typeof fetch | undefined;
}

/** What the official SDK is given besides the key. */
export interface SdkAccess extends VendorAccess {
  baseUrl: string;
  fetch: typeof fetch;
}

/** Sends a request by the SDK; body and reply pass it by. */
export type SdkPost = (call: Posted, signal: AbortSignal) => Promise<unknown>;

export interface Posted {
  model: string;
  /** Whether the answer is to be streamed. */
  streams: boolean;
}

/** A vendor with one API. */
export interface VendorApi {
  baseUrl: string;
  form: ReplyForm;
  /** What it takes of a schema's bounds. */
  dialect: SchemaDialect;
  toBody(request: ModelRequest, streams: boolean): object;
  /** Loads the SDK, which takes time and memory, and makes its client. */
  connect(access: SdkAccess): Promise<SdkPost>;
  /** See `PreparedCall`. */
  region?: string | undefined;
}

/** A provider around an official SDK without its retries, which is loaded with the first call. */
export function createVendorProvider(access: VendorAccess, api: VendorApi): ModelProvider {
  const { name, baseUrl = api.baseUrl, extraBody } = access;
  const pool = access.fetch ? undefined : createPooledFetch({ baseUrl });
  const send = fetchForSdk(access.fetch ?? pool?.fetch ?? fetch);
  const secrets = secretsIn(access);
  const renderer = (streams: boolean) =>
    createBodyRenderer((request) => ({ ...extraBody, ...api.toBody(request, streams) }));
  const renderers = { streamed: renderer(true), plain: renderer(false) };
  let client: Promise<SdkPost> | undefined;

  async function* answer(
    { body, onExchange, ...posted }: Posted & { body: string; onExchange: OnExchange | undefined },
    signal: AbortSignal,
  ): AsyncGenerator<ModelEvent> {
    const { model } = posted;
    const context = { provider: name, model, nowMs: Date.now(), secrets };
    const tap = openTap(onExchange, secrets);
    try {
      if (signal.aborted) throw new GivenUpUnsent();
      client ??= api.connect({ ...access, baseUrl, fetch: send });
      const post = await client;
      if (signal.aborted) throw new GivenUpUnsent();
      tap?.sends(body);
      const came = await replyThroughSdk((stop) => post(posted, stop), { body, signal, context });
      const reply = tap?.receives(came) ?? came;
      if (reply.status < 200 || reply.status >= 300) {
        throw readRefusal(reply, await refusalText(reply), context);
      }
      yield* answerEvents(reply, { form: api.form, context, signal });
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
      const { model } = request;
      const streams = request.inOnePiece !== true;
      const body = streams ? renderers.streamed(request) : renderers.plain(request);
      return {
        ...{ ...weighBody(body), region: api.region },
        send: (signal, onExchange) => answer({ model, body, streams, onExchange }, signal),
      };
    },
    ignored: (request) => ignoredOf(request, api.dialect),
    async close() {
      await pool?.close();
    },
  };
}

// A shorter header is not a secret, and redacting it would make messages unreadable.
const shortestSecret = 8;

/** What must not appear in an error. */
export function secretsIn({
  apiKey,
  extraHeaders = {},
}: Pick<VendorAccess, "apiKey" | "extraHeaders">): string[] {
  const headers = Object.values(extraHeaders).filter((value) => value.length >= shortestSecret);
  return apiKey === "" ? headers : [apiKey, ...headers];
}
