import { Connection } from "jsforce";
import type { HttpSender } from "../http-sender.ts";
import type { KeptLogins } from "../kept-logins.ts";
import {
  type CountedTokens,
  createSessions,
  createSharedLogins,
  type Sessions,
} from "../shared-logins.ts";
import { type SalesforceGrant, secretsOf } from "./salesforce-grant.ts";
import { requestTokens } from "./salesforce-token.ts";

export interface SalesforceLogin {
  loginUrl: string;
  clientId: string;
  grant: SalesforceGrant;
  apiVersion: string;
  connection: string;
  /** Where all processes keep them together; if absent, this process logs in by itself. */
  logins?: KeptLogins | undefined;
}

/** What our calls are known by, also in the events of what they changed. */
export const callClient = "fieldwork";

export interface Session {
  readonly connection: Connection;
  readonly accessToken: string;
  /** Which login of the connection it came from. */
  readonly generation: number;
}

/**
 * Logs in as the connected app. Not through jsforce, whose refresh logs in for ever against a server
 * that keeps answering 401, and forgets a refresh token that replaces another.
 */
export function createSalesforceSessions(
  login: SalesforceLogin,
  sender: HttpSender,
): Sessions<Session> {
  const { connection, grant, clientId, loginUrl, logins } = login;
  const user = grant.kind === "jwt-bearer" ? grant.username : "";
  const logIn = createSharedLogins({
    ...{ connection, logins, secrets: secretsOf(grant) },
    about: [loginUrl, clientId, user].join(" "),
    mustBeKept: grant.kind === "refresh-token",
    request: (refreshToken, signal) =>
      requestTokens({ loginUrl, clientId, grant, refreshToken }, sender, signal),
  });
  return createSessions(async (after, signal) => sessionOf(login, await logIn(after, signal)));
}

function sessionOf(
  { apiVersion: version, loginUrl }: SalesforceLogin,
  { accessToken, instanceUrl = loginUrl, generation }: CountedTokens,
): Session {
  const callOptions = { client: callClient };
  return {
    ...{ accessToken, generation },
    connection: new Connection({ instanceUrl, accessToken, version, callOptions }),
  };
}
