import { CrmError } from "../crm-error.ts";
import type { KeptLogins } from "../kept-logins.ts";
import { createSessions, createSharedLogins, type Tokens } from "../shared-logins.ts";
import type { HubspotOauth } from "./hubspot-token.ts";

export interface AccessTokens {
  /** Runs a call with the token that counts; one that HubSpot takes no more is renewed once. */
  use<T>(signal: AbortSignal, call: (accessToken: string) => Promise<T>): Promise<T>;
  /** What must never be shown, besides the tokens of calls. */
  readonly secrets: readonly string[];
  close(): void;
}

export interface TokensDeps {
  connection: string;
  logins: KeptLogins | undefined;
  request(oauth: HubspotOauth, refreshToken: string | undefined): Promise<Tokens>;
}

/** A private app's token, which nothing renews, or those of a public app. */
export function createTokens(
  access: { accessToken: string } | HubspotOauth,
  { connection, logins, request }: TokensDeps,
): AccessTokens {
  if ("accessToken" in access) {
    const { accessToken } = access;
    return { use: (_, call) => call(accessToken), secrets: [accessToken], close() {} };
  }
  const { clientId, clientSecret, refreshToken: first } = access;
  const secrets = [clientSecret, first];
  const logIn = createSharedLogins({
    ...{ connection, logins, secrets, about: clientId, mustBeKept: true },
    request: (refreshToken) => request(access, refreshToken),
  });
  const sessions = createSessions(logIn);
  return {
    async use(signal, call) {
      const session = await sessions.current(signal);
      try {
        return await call(session.accessToken);
      } catch (error) {
        if (!isExpired(error)) throw error;
      }
      return await call((await sessions.after(session, signal)).accessToken);
    },
    secrets,
    close: () => sessions.close(),
  };
}

function isExpired(error: unknown): boolean {
  return error instanceof CrmError && error.details.status === 401;
}
