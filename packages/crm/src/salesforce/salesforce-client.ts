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
import { createQuotaFloor, defaultFloorPercent } from "../quota-floor.ts";
import { createVendorClock, type VendorClock } from "../vendor-clock.ts";
import { errorFromSalesforce } from "./salesforce-errors.ts";
import { secretsOf } from "./salesforce-grant.ts";
import {
  createSalesforceSessions,
  type SalesforceLogin,
  type Session,
} from "./salesforce-session.ts";

export { callClient } from "./salesforce-session.ts";

export interface SalesforceClientOptions extends SalesforceLogin {
  timeoutMs: number;
  admission?: CallAdmission | undefined;
  quotaFloorPercent?: number | undefined;
}

export interface SalesforceRequest {
  method: "GET" | "POST" | "PATCH" | "PUT";
  /** From the version's root (`/sobjects/…`) or the host's (`/services/data/…`). */
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** In place of a body of JSON; its type is in the headers. */
  text?: string;
  during: "read" | "write";
  /** A reply that is not JSON is left as it is. */
  replyAs?: "json" | "text";
  /** What it throws keeps the request here. */
  lastLook?: () => void;
}

export interface SalesforceClient {
  /**
   * One REST call through jsforce, its reply parsed without loss of digits. On an expired session it
   * logs in and asks once more. Throws CrmError, its `outcome` telling what a failed call can have done.
   */
  request(request: SalesforceRequest, signal: AbortSignal): Promise<SalesforceReply>;
  /** For what does not go over HTTP. */
  session(signal: AbortSignal): Promise<Session>;
  /** The session after one that was refused. */
  sessionAfter(refused: Session, signal: AbortSignal): Promise<Session>;
  quota(): Quota;
  readonly clock: Pick<VendorClock, "earliestMs">;
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
  quotaFloorPercent: floorPercent = defaultFloorPercent,
  ...options
}: SalesforceClientOptions): SalesforceClient {
  const { connection } = options;
  const login = { ...options, loginUrl: options.loginUrl.replace(/\/+$/, "") };
  const sender = createPacedSender(createHttpSender({ baseUrl: login.loginUrl, timeoutMs }), {
    ...{ admission, connection, timeoutMs },
  });
  const sessions = createSalesforceSessions(login, sender);
  const floor = createQuotaFloor({ connection, floorPercent });
  const clock = createVendorClock();

  async function sendIn(session: Session, request: SalesforceRequest, signal: AbortSignal) {
    const { during, path, method, headers = {}, body, text: asText, lastLook, replyAs } = request;
    let reply: HttpReply | undefined;
    const httpRequest = async (call: HttpCall) => {
      const received = await sender.send({ ...call, lastLook }, signal);
      floor.note(quotaFrom(received.headers));
      clock.note(received.headers.date);
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
        ...(asText !== undefined && { body: asText }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
      { responseType: "text/plain", transport: jsforceTransport(httpRequest) },
    );
    const data = replyAs === "text" ? (text ?? "") : parseReply(text);
    return { data, headers: reply?.headers ?? {} };
  }

  return {
    async request(request, signal) {
      floor.check();
      const session = await sessions.current(signal);
      try {
        return await sendIn(session, request, signal);
      } catch (error) {
        if (!isSessionExpired(error)) throw error;
      }
      return await sendIn(await sessions.after(session, signal), request, signal);
    },
    session: sessions.current,
    sessionAfter: sessions.after,
    quota: floor.quota,
    clock,
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

/** Of the org, and of our app where Salesforce gives it a limit of its own. */
function quotaFrom(headers: HttpReply["headers"]): Quota | undefined {
  const told = headers["sforce-limit-info"] ?? "";
  const usageIn = (pattern: RegExp) => {
    const match = pattern.exec(told);
    return match ? { used: Number(match[1]), limit: Number(match[2]) } : undefined;
  };
  const org = usageIn(/(?:^|[ ;,])api-usage=(\d+)\/(\d+)/);
  const app = usageIn(/per-app-api-usage=(\d+)\/(\d+)/);
  const day = { unit: "requests", per: "day", isOfApp: true } as const;
  return org && { ...org, app, told: app ? [{ ...day, ...app }] : [] };
}

export function malformed(cause: unknown): CrmError {
  return malformedReply("Salesforce", cause);
}
