import type { ToldLimit } from "@fieldwork/contracts";
import type { Quota } from "../crm-adapter.ts";
import { CrmError } from "../crm-error.ts";
import { createErrorRateBreaker } from "../error-rate-breaker.ts";
import {
  createHttpSender,
  type HttpReply,
  malformedReply,
  withoutSecrets,
} from "../http-sender.ts";
import type { KeptLogins } from "../kept-logins.ts";
import { type CallAdmission, createPacedSender } from "../paced-sender.ts";
import { createQuotaFloor, defaultFloorPercent } from "../quota-floor.ts";
import {
  createApis,
  type HubspotApis,
  type HubspotApiVersion,
  type SdkRequest,
  sdkStatus,
} from "./hubspot-apis.ts";
import { errorFromHubspot } from "./hubspot-errors.ts";
import { hubspotAmounts } from "./hubspot-limits.ts";
import { type HubspotOauth, requestHubspotTokens } from "./hubspot-token.ts";
import { createTokens } from "./hubspot-tokens.ts";

export interface HubspotClientOptions {
  /** A private app's token, or how a public app gets one. */
  access: { accessToken: string } | HubspotOauth;
  logins?: KeptLogins | undefined;
  apiVersion?: HubspotApiVersion | undefined;
  baseUrl: string;
  timeoutMs: number;
  connection: string;
  admission?: CallAdmission | undefined;
  quotaFloorPercent?: number | undefined;
}

/** A write may look once more as it leaves: what that throws keeps it here. */
type During = "read" | "write" | { lastLook: () => void; headers?: Record<string, string> };

export interface HubspotClient {
  /**
   * Runs one call of the official client. Throws CrmError, its `outcome` telling what a failed call can
   * have done; a reply that is no JSON, or cut short, is `unreadable`.
   */
  call<T>(during: During, signal: AbortSignal, use: (apis: HubspotApis) => Promise<T>): Promise<T>;
  /** One call, a read, for which the official client has no part. */
  request(request: PlainRequest, signal: AbortSignal): Promise<unknown>;
  /** Where the Automation API is. */
  readonly automationPath: string;
  quota(): Quota;
  close(): Promise<void>;
}

export interface PlainRequest {
  method: "GET" | "POST";
  /** From the host's root. */
  path: string;
  body?: object;
}

/** Its newer path is a beta, and there is none of March 2026. */
const automationPaths: Readonly<Record<HubspotApiVersion, string>> = {
  ...{ v3: "/automation/v4", "2026-03": "/automation/v4" },
  "2026-09": "/automation/2026-09-beta",
};

/** As HubSpot's log of an app's calls shows them. */
const clientName = "fieldwork";

/**
 * The official client over a transport of our own. Its API classes are built for each call, which costs
 * microseconds: so a call has its signal, and the process-wide retry and limiter of the SDK's `Client`
 * have no hold on it.
 */
export function createHubspotClient({
  access,
  logins,
  apiVersion = "v3",
  baseUrl,
  timeoutMs,
  connection,
  admission,
  quotaFloorPercent: floorPercent = defaultFloorPercent,
}: HubspotClientOptions): HubspotClient {
  const sender = createPacedSender(createHttpSender({ baseUrl, timeoutMs }), {
    ...{ admission, connection, timeoutMs },
    amountsOf: hubspotAmounts,
  });
  const closing = new AbortController();
  const floor = createQuotaFloor({ connection, floorPercent });
  const breaker = createErrorRateBreaker({ connection });

  const tokens = createTokens(access, {
    ...{ connection, logins },
    request: (oauth, refreshToken) =>
      requestHubspotTokens(
        { baseUrl, isDated: apiVersion !== "v3", oauth, refreshToken },
        sender,
        closing.signal,
      ),
  });

  async function send(request: SdkRequest, during: During, signal: AbortSignal) {
    const isGuarded = typeof during === "object";
    floor.check();
    const note = breaker.begin();
    const reply = await sender.send(
      {
        method: request.getHttpMethod(),
        url: request.getUrl(),
        headers: headersOf(request, during),
        body: request.getBody() as string | undefined,
        lastLook: isGuarded ? during.lastLook : undefined,
      },
      signal,
    );
    floor.note(quotaFrom(reply.headers));
    note(reply.status >= 400);
    if (reply.status >= 200 && reply.status <= 299) {
      return { ...reply, status: sdkStatus(reply.status, request.getUrl()) };
    }
    const token = request.getHeaders().Authorization ?? request.getHeaders().authorization ?? "";
    const secrets = [token.replace(/^Bearer /, ""), ...tokens.secrets].filter(Boolean);
    throw errorFromHubspot(withoutSecrets(reply, secrets), isGuarded ? "write" : during);
  }

  return {
    async call(during, signal, use) {
      try {
        return await tokens.use(signal, (accessToken) =>
          use(
            createApis({
              ...{ accessToken, baseUrl, apiVersion },
              send: (request) => send(request, during, signal),
            }),
          ),
        );
      } catch (reason) {
        if (reason instanceof CrmError) throw reason;
        throw malformed(reason);
      }
    },
    automationPath: automationPaths[apiVersion],
    async request(asked, signal) {
      const { body } = await tokens.use(signal, (accessToken) =>
        send(plainRequest(asked, { baseUrl, accessToken }), "read", signal),
      );
      try {
        return JSON.parse(body);
      } catch (reason) {
        throw malformed(reason);
      }
    },
    quota: floor.quota,
    async close() {
      closing.abort();
      tokens.close();
      await sender.close();
    },
  };
}

function plainRequest(
  { method, path, body }: PlainRequest,
  { baseUrl, accessToken }: { baseUrl: string; accessToken: string },
): SdkRequest {
  const type = body && { "content-type": "application/json" };
  return {
    getHttpMethod: () => method,
    getUrl: () => `${baseUrl}${path}`,
    getHeaders: () => ({ authorization: `Bearer ${accessToken}`, ...type }),
    getBody: () => body && JSON.stringify(body),
  };
}

function headersOf(request: SdkRequest, during: During): Record<string, string> {
  const ofCall = typeof during === "object" ? during.headers : {};
  return { ...request.getHeaders(), "user-agent": clientName, ...ofCall };
}

/** Searches tell of the day alone, and public apps are not told of it. */
function quotaFrom(headers: HttpReply["headers"]): Quota | undefined {
  const usage = (name: string, left: string) => {
    const limit = Number(headers[`x-hubspot-ratelimit-${name}`]);
    const remaining = Number(headers[`x-hubspot-ratelimit-${left}`]);
    return limit > 0 && remaining >= 0 ? { used: limit - remaining, limit } : undefined;
  };
  const day = usage("daily", "daily-remaining");
  const app = usage("max", "remaining");
  const per = intervals[headers["x-hubspot-ratelimit-interval-milliseconds"] ?? ""];
  if (day === undefined && app === undefined) return undefined;
  return {
    ...day,
    ...(app && per && { told: [{ unit: "requests", per, ...app, isOfApp: true }] }),
  };
}

const intervals: Readonly<Record<string, ToldLimit["per"]>> = {
  "1000": "second",
  "10000": "ten-seconds",
};

export function malformed(cause: unknown): CrmError {
  return malformedReply("HubSpot", cause);
}
