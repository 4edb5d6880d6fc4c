import { AppError } from "@fieldwork/runtime";
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";

export interface HttpCall {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | undefined;
}

export interface HttpReply {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
}

/**
 * Sends one request and reads its whole reply, under a deadline and the caller's signal. Throws
 * AppError `crm_unavailable` or `stopped`, whose `details.outcome` says whether the other side can have
 * acted: `not-sent` or `unknown`.
 */
export interface HttpSender {
  send(call: HttpCall, signal: AbortSignal): Promise<HttpReply>;
  close(): Promise<void>;
}

export interface HttpSenderOptions {
  /** Decides on the proxy: none for a loopback address, else what HTTPS_PROXY and NO_PROXY say. */
  baseUrl: string;
  /** For the whole call, connecting and reading included. */
  timeoutMs: number;
}

/** The transport under both vendors' clients, in place of their own, which can neither stop nor give up in time. */
export function createHttpSender({ baseUrl, timeoutMs }: HttpSenderOptions): HttpSender {
  const dispatcher = createDispatcher(baseUrl, timeoutMs);
  let isClosed = false;
  return {
    async send(call, signal) {
      if (signal.aborted || isClosed) throw stopped("not-sent");
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), timeoutMs);
      const onAbort = () => deadline.abort();
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        return await exchange(dispatcher, call, deadline.signal);
      } catch (cause) {
        if (signal.aborted) throw stopped("unknown");
        if (deadline.signal.aborted) throw timedOut(timeoutMs);
        throw connectionError(cause);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      }
    },
    async close() {
      isClosed = true;
      await dispatcher.destroy();
    },
  };
}

function createDispatcher(baseUrl: string, timeoutMs: number): Dispatcher {
  const options = { connect: { timeout: Math.min(10_000, Math.ceil(timeoutMs / 2)) } };
  return isLoopback(new URL(baseUrl).hostname)
    ? new Agent(options)
    : new EnvHttpProxyAgent(options);
}

export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

async function exchange(
  dispatcher: Dispatcher,
  { method, url, headers, body }: HttpCall,
  signal: AbortSignal,
): Promise<HttpReply> {
  const { origin, pathname, search } = new URL(url);
  const reply = await dispatcher.request({
    origin,
    path: pathname + search,
    method: method as Dispatcher.HttpMethod,
    headers,
    body: body ?? null,
    signal,
  });
  return {
    status: reply.statusCode,
    headers: Object.fromEntries(
      Object.entries(reply.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: await reply.body.text(),
  };
}

const notSentCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

function connectionError(cause: unknown): AppError {
  const code = errorCode(cause);
  const outcome = code !== undefined && notSentCodes.has(code) ? "not-sent" : "unknown";
  return new AppError(
    outcome === "not-sent"
      ? `the CRM cannot be reached (${code})`
      : `the connection to the CRM broke before its reply was complete (${code ?? "no code"})`,
    { code: "crm_unavailable", retryable: true, details: { outcome }, cause },
  );
}

function errorCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
  return (inner as { code?: string }).code;
}

function timedOut(timeoutMs: number): AppError {
  return new AppError(`the CRM did not answer within ${timeoutMs} ms`, {
    code: "crm_unavailable",
    retryable: true,
    details: { outcome: "unknown" },
  });
}

function stopped(outcome: "not-sent" | "unknown"): AppError {
  return new AppError("the call to the CRM was stopped", {
    code: "stopped",
    retryable: true,
    details: { outcome },
  });
}

/** A refusal as it may be told: some servers repeat the credentials they refuse. */
export function withoutSecrets(reply: HttpReply, secrets: readonly string[]): HttpReply {
  const body = secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), reply.body);
  return { ...reply, body };
}

/** A reply of success that is not what it should be. What stands in it is not repeated. */
export function malformedReply(vendor: string, cause: unknown): AppError {
  return new AppError(`${vendor}'s reply could not be read`, {
    code: "crm_reply_malformed",
    retryable: true,
    details: { outcome: "unknown" },
    // JSON.parse quotes the text around its mistake: a person's data, or a token.
    cause: cause instanceof SyntaxError ? new SyntaxError("not JSON") : cause,
  });
}
