import { createTransport, type Transport } from "@fieldwork/http";
import { CrmError, stoppedCall } from "./crm-error.ts";
import { acceptedEncodings, readBody } from "./read-body.ts";

export interface HttpCall {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | undefined;
  /** The last look before it leaves: what it throws keeps it here. */
  lastLook?: (() => void) | undefined;
}

export interface HttpReply {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** As text, inflated. */
  body: string;
}

/**
 * Sends one request and reads its whole reply, under a deadline and the caller's signal; asks for
 * compression. Throws CrmError `unreachable`, `timed-out`, `cut-off`, `unreadable` or `stopped`, whose
 * `outcome` says whether the other side can have acted: `not-sent` or `unknown`.
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
  const dispatcher = createTransport({
    baseUrl,
    connectTimeoutMs: Math.min(10_000, Math.ceil(timeoutMs / 2)),
  });
  let isClosed = false;
  return {
    async send(call, signal) {
      if (signal.aborted || isClosed) throw stoppedCall("not-sent");
      call.lastLook?.();
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), timeoutMs);
      const onAbort = () => deadline.abort();
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        return await exchange(dispatcher, call, deadline.signal);
      } catch (cause) {
        if (signal.aborted) throw stoppedCall("unknown");
        if (deadline.signal.aborted) throw timedOut(timeoutMs);
        throw cause instanceof CrmError ? cause : connectionError(cause);
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

async function exchange(
  dispatcher: Transport,
  { method, url, headers, body }: HttpCall,
  signal: AbortSignal,
): Promise<HttpReply> {
  const { origin, pathname, search } = new URL(url);
  const reply = await dispatcher.request({
    origin,
    path: pathname + search,
    method: method as Transport.HttpMethod,
    headers: { ...headers, "accept-encoding": acceptedEncodings },
    body: body ?? null,
    signal,
  });
  const { statusCode: status } = reply;
  const {
    "content-encoding": encoding,
    "content-length": _,
    ...rest
  } = Object.fromEntries(
    Object.entries(reply.headers).map(([name, value]) => [name, String(value)]),
  );
  return { status, headers: rest, body: await textOf(reply.body, { status, encoding }) };
}

async function textOf(
  body: AsyncIterable<Uint8Array>,
  { status, encoding }: { status: number; encoding: string | undefined },
): Promise<string> {
  try {
    return await readBody(body, encoding);
  } catch (error) {
    // The status of a refusal tells enough.
    if (error instanceof CrmError && status >= 400) return "";
    throw error;
  }
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

function connectionError(cause: unknown): CrmError {
  const code = errorCode(cause);
  if (code !== undefined && notSentCodes.has(code)) {
    return new CrmError(`the CRM cannot be reached (${code})`, {
      ...{ reason: "unreachable", outcome: "not-sent", signature: `unreachable ${code}` },
      cause,
    });
  }
  return new CrmError(
    `the connection to the CRM broke before its reply was complete (${code ?? "no code"})`,
    { reason: "cut-off", outcome: "unknown", signature: `cut-off ${code ?? "-"}`, cause },
  );
}

function errorCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
  return (inner as { code?: string }).code;
}

function timedOut(timeoutMs: number): CrmError {
  const message = `the CRM did not answer within ${timeoutMs} ms`;
  return new CrmError(message, { reason: "timed-out", outcome: "unknown" });
}

/** A refusal as it may be told: some servers repeat the credentials they refuse. */
export function withoutSecrets(reply: HttpReply, secrets: readonly string[]): HttpReply {
  const body = secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), reply.body);
  return { ...reply, body };
}

/** A reply of success that is not what it should be. What stands in it is not repeated. */
export function malformedReply(vendor: string, cause: unknown): CrmError {
  return new CrmError(`${vendor}'s reply could not be read`, {
    reason: "unreadable",
    outcome: "unknown",
    // JSON.parse quotes the text around its mistake: a person's data, or a token.
    cause: cause instanceof SyntaxError ? new SyntaxError("not JSON") : cause,
  });
}
