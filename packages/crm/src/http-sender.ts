import {
  createTransport,
  exchange,
  failureCode,
  neverLeft,
  type HttpReply as Reply,
  type Transport,
  UnreadableBody,
} from "@fieldwork/http";
import { CrmError, stoppedCall } from "./crm-error.ts";

/** How a reply may be compressed: a page of records shrinks to a thirtieth of its size. */
const acceptedEncodings = "gzip, br";
const largestBodyBytes = 64 * 2 ** 20;

export interface HttpCall {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | undefined;
  /** Called right before sending: if it throws, the request is not sent. */
  lastLook?: (() => void) | undefined;
}

export interface HttpReply {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** As text, decompressed. */
  body: string;
}

/**
 * Sends one request and reads its whole reply, with a deadline and the caller's signal; asks for
 * compression. Throws CrmError `unreachable`, `timed-out`, `cut-off`, `unreadable` or `stopped`, whose
 * `outcome` says whether the other side can have acted: `not-sent` or `unknown`.
 */
export interface HttpSender {
  send(call: HttpCall, signal: AbortSignal): Promise<HttpReply>;
  close(): Promise<void>;
}

export interface HttpSenderOptions {
  /** Determines the proxy: none for a loopback address, otherwise what HTTPS_PROXY and NO_PROXY say. */
  baseUrl: string;
  /** For the whole call, including connecting and reading. */
  timeoutMs: number;
}

/**
 * The transport under both vendors' clients, in place of their own, which can neither be stopped nor
 * time out.
 */
export function createHttpSender({ baseUrl, timeoutMs }: HttpSenderOptions): HttpSender {
  const transport = createTransport({
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
        return await sendOnce(transport, call, deadline.signal);
      } catch (cause) {
        if (signal.aborted) throw stoppedCall("unknown");
        if (deadline.signal.aborted) throw timedOut(timeoutMs);
        throw cause instanceof UnreadableBody ? unreadable(cause) : connectionError(cause);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      }
    },
    async close() {
      isClosed = true;
      await transport.destroy();
    },
  };
}

async function sendOnce(
  transport: Transport,
  { method, url, headers, body }: HttpCall,
  signal: AbortSignal,
): Promise<HttpReply> {
  const asked = { ...headers, "accept-encoding": acceptedEncodings };
  const request = { method, url, headers: asked, body: body ?? null };
  const reply = await exchange(transport, request, { signal, maxBytes: largestBodyBytes });
  const {
    "content-encoding": _,
    "content-length": __,
    ...rest
  } = Object.fromEntries(reply.headers.entries());
  return { status: reply.status, headers: rest, body: await textOf(reply) };
}

async function textOf(reply: Reply): Promise<string> {
  try {
    return await reply.text();
  } catch (error) {
    // The status of a refusal says enough.
    if (error instanceof UnreadableBody && reply.status >= 400) return "";
    throw error;
  }
}

function unreadable(cause: UnreadableBody): CrmError {
  const message = `the CRM's reply could not be read: ${cause.message}`;
  return new CrmError(message, { reason: "unreadable", outcome: "unknown", cause });
}

function connectionError(cause: unknown): CrmError {
  const code = failureCode(cause);
  if (code !== undefined && neverLeft(code)) {
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

function timedOut(timeoutMs: number): CrmError {
  const message = `the CRM did not answer within ${timeoutMs} ms`;
  return new CrmError(message, { reason: "timed-out", outcome: "unknown" });
}

/** A refusal that is safe to show: some servers repeat the credentials they refuse. */
export function withoutSecrets(reply: HttpReply, secrets: readonly string[]): HttpReply {
  const body = secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), reply.body);
  return { ...reply, body };
}

/** A successful reply that is not what it should be. Its content is not repeated. */
export function malformedReply(vendor: string, cause: unknown): CrmError {
  return new CrmError(`${vendor}'s reply could not be read`, {
    reason: "unreadable",
    outcome: "unknown",
    // JSON.parse quotes the text around its mistake: a person's data, or a token.
    cause: cause instanceof SyntaxError ? new SyntaxError("not JSON") : cause,
  });
}
