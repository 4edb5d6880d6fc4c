import type { IncomingHttpHeaders } from "node:http";
import type { Reply } from "../core/http-reply.ts";
import type { Journal, JournalPart } from "../core/journal.ts";
import type { Call, Caller, CallerKind } from "../core/routes.ts";
import { problems, refusal } from "./salesforce-errors.ts";
import { createGrants } from "./salesforce-grants.ts";
import { numberedId } from "./salesforce-ids.ts";
import type { SalesforceOptions } from "./salesforce-options.ts";

export interface SalesforceUser {
  userId: string;
  username: string;
  password: string;
}

export interface SalesforceCredentials {
  organizationId: string;
  /** The app logs in by client credentials, as the integration's user; or by a user's password. */
  clientId: string;
  clientSecret: string;
  /** Its refresh token is the one that was given out first. */
  integration: SalesforceUser & { refreshToken: string };
  /** A call with this token, which needs no login, is a person's doing. */
  person: SalesforceUser & { accessToken: string };
}

export interface SalesforceSessions {
  readonly credentials: SalesforceCredentials;
  authenticate(headers: IncomingHttpHeaders): Caller | Reply;
  logIn(call: Call, instanceUrl: string): Reply;
  /** Ends the sessions of a user: the tokens given out so far are refused. */
  expire(kind: "integration" | "person"): void;
  readonly part: JournalPart;
}

const organizationId = numberedId("00DWz00000", 20_260_301);

export const callers: Readonly<Record<CallerKind, Caller>> = {
  integration: { kind: "integration", id: numberedId("005Wz00000", 1_000_001) },
  person: { kind: "person", id: numberedId("005Wz00000", 1_000_002) },
  system: { kind: "system", id: numberedId("005Wz00000", 1_000_000) },
  nobody: { kind: "nobody", id: "" },
};

export function createSalesforceSessions(
  journal: Journal,
  options: SalesforceOptions,
): SalesforceSessions {
  const generations = { integration: 0, person: 0, refreshes: 0, revoked: 0 };
  const tokenOf = (kind: "integration" | "person") =>
    `${organizationId.slice(0, 15)}!AQEAQ.${callers[kind].id}.${generations[kind]}`;
  const credentials: SalesforceCredentials = {
    organizationId,
    clientId: "3MVG9simulated.connected.app",
    clientSecret: "5D0F2B7E9C41simulated",
    integration: { ...userOf("integration"), refreshToken: refreshTokenOf(0) },
    person: {
      ...userOf("person"),
      get accessToken() {
        return tokenOf("person");
      },
    },
  };
  const grants = createGrants({
    ...{ credentials, options, refreshTokenOf },
    refreshes: {
      isRevoked: () => generations.revoked > 0,
      count: () => generations.refreshes,
      rotate: () => stage({ refreshes: generations.refreshes + 1 }),
      revoke: () => stage({ revoked: 1 }),
    },
  });
  function stage(changed: Partial<typeof generations>): void {
    Object.assign(generations, changed);
    journal.stage("sessions", generations);
  }
  function logIn(call: Call, instanceUrl: string): Reply {
    const granted = grants.grant(new URLSearchParams(call.body), instanceUrl);
    if ("error" in granted) {
      return {
        status: 400,
        json: { error: granted.error, error_description: granted.description },
      };
    }
    const userId = callers[granted.kind].id;
    return {
      status: 200,
      json: {
        access_token: tokenOf(granted.kind),
        signature: "c2lnbmF0dXJl",
        scope: "api",
        instance_url: instanceUrl,
        id: `${instanceUrl}/id/${organizationId}/${userId}`,
        token_type: "Bearer",
        issued_at: `${Date.now()}`,
        ...(granted.refreshToken !== undefined && { refresh_token: granted.refreshToken }),
      },
    };
  }
  return {
    credentials,
    logIn,
    authenticate({ authorization = "", "sforce-call-options": told = "" }) {
      const token = authorization.replace(/^(?:Bearer|OAuth) /, "");
      const client = /client=([^,;]+)/.exec(String(told))?.[1];
      if (token === tokenOf("integration")) {
        return { ...callers.integration, ...(client !== undefined && { client }) };
      }
      if (token === tokenOf("person")) return callers.person;
      return refusal(401, problems.session);
    },
    expire(kind) {
      stage({ [kind]: generations[kind] + 1 });
    },
    part: {
      restore: (entry) => void Object.assign(generations, entry),
      snapshot: () => [generations],
    },
  };
}

function refreshTokenOf(generation: number): string {
  return `5Aep861simulated.${organizationId.slice(0, 15)}.${generation}`;
}

function userOf(kind: "integration" | "person"): SalesforceUser {
  return {
    userId: callers[kind].id,
    username: `${kind}@simulated.example`,
    password: `${kind}-password`,
  };
}
