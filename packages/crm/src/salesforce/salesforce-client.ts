import { PassThrough } from "node:stream";
import type { Quota } from "../crm-adapter.ts";
import { CrmError } from "../crm-error.ts";
import {
  createHttpSender,
  type HttpCall,
  type HttpReply,
  malformedReply,
  withoutSecrets,
} from "../http-sender.ts";
import { parseLosslessJson } from "../json.ts";
import { type CallAdmission, createPacedSender } from "../paced-sender.ts";
import { errorFromSalesforce } from "./salesforce-errors.ts";
import { secretsOf } from "./salesforce-grant.ts";
import type { SalesforceLogin } from "./salesforce-logins.ts";
import { createSessions, type Session } from "./salesforce-session.ts";

export interface SalesforceClientOptions extends SalesforceLogin {
  timeoutMs: number;
  admission?: CallAdmission | undefined;
}

export interface SalesforceRequest {
  method: "GET" | "POST" | "PATCH";
  /** From the version's root (`/sobjects/…`) or the host's (`/services/data/…`). */
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  during: "read" | "write";
  /** What it throws keeps the request here. */
  lastLook?: () => void;
}

export interface SalesforceClient {
  /**
   * One REST call through jsforce, its reply parsed without loss of digits. On an expired session it
   * logs in and asks once more. Throws CrmError, its `outcome` telling what a failed call can have done.
   */
  request(request: SalesforceRequest, signal: AbortSignal): Promise<SalesforceReply>;
  quota(): Quota;
  close(): Promise<void>;
}

export interface SalesforceReply {
  data: unknown;
  headers: Record<string, string>;
}

/**
 * jsforce over a transport of our own: its own repeats GETs by itself, waits 30 minutes, sends loopback
 * traffic to a proxy, hides the status of an error, and ends the process when a body breaks off.
 */
export function createSalesforceClient({
  timeoutMs,
  admission,
  ...options
}: SalesforceClientOptions): SalesforceClient {
  const { connection } = options;
  const login = { ...options, loginUrl: options.loginUrl.replace(/\/+$/, "") };
  const sender = createPacedSender(createHttpSender({ baseUrl: login.loginUrl, timeoutMs }), {
    ...{ admission, connection, timeoutMs },
  });
  const sessions = createSessions(login, sender);
  let quota: Quota = {};

  async function sendIn(session: Session, request: SalesforceRequest, signal: AbortSignal) {
    const { during, path, method, headers = {}, body, lastLook } = request;
    let reply: HttpReply | undefined;
    const httpRequest = async (call: HttpCall) => {
      const received = await sender.send({ ...call, lastLook }, signal);
      quota = quotaFrom(received.headers) ?? quota;
      if (received.status < 200 || received.status > 299) {
        const secrets = [session.accessToken, ...secretsOf(login.grant)];
        throw errorFromSalesforce(withoutSecrets(received, secrets), during);
      }
      reply = received;
      return { statusCode: received.status, headers: received.headers, body: received.body };
    };
    const text = await session.connection.request<string | undefined>(
      {
        method,
        url: path,
        headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
      { responseType: "text/plain", transport: jsforceTransport(httpRequest) },
    );
    return { data: parseReply(text), headers: reply?.headers ?? {} };
  }

  return {
    async request(request, signal) {
      const session = await sessions.current(signal);
      try {
        return await sendIn(session, request, signal);
      } catch (error) {
        if (!isSessionExpired(error)) throw error;
      }
      return await sendIn(await sessions.after(session, signal), request, signal);
    },
    quota: () => quota,
    async close() {
      sessions.close();
      await sender.close();
    },
  };
}

// jsforce wants a promise that is a stream as well; nobody reads the stream.
function jsforceTransport(send: (call: HttpCall) => Promise<unknown>) {
  return {
    httpRequest: (call: HttpCall) => Object.assign(send(call), { stream: () => new PassThrough() }),
  };
}

function isSessionExpired(error: unknown): boolean {
  return error instanceof CrmError && error.details.isSessionExpired === true;
}

function parseReply(text: string | undefined): unknown {
  if (text === undefined || text === "") return undefined;
  try {
    return parseLosslessJson(text);
  } catch (cause) {
    throw malformed(cause);
  }
}

function quotaFrom(headers: HttpReply["headers"]): Quota | undefined {
  const match = /api-usage=(\d+)\/(\d+)/.exec(headers["sforce-limit-info"] ?? "");
  return match ? { used: Number(match[1]), limit: Number(match[2]) } : undefined;
}

export function malformed(cause: unknown): CrmError {
  return malformedReply("Salesforce", cause);
}
