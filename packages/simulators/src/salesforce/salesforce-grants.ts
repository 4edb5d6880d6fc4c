import { createVerify } from "node:crypto";
import { z } from "zod";
import type { SalesforceOptions } from "./salesforce-options.ts";
import type { SalesforceCredentials } from "./salesforce-sessions.ts";

export type Grant =
  | { kind: "integration" | "person"; refreshToken?: string }
  | { error: string; description: string };

export interface GrantDeps {
  credentials: SalesforceCredentials;
  options: SalesforceOptions;
  refreshTokenOf(generation: number): string;
  /** How often a refresh token was replaced, and whether all of them were taken back. */
  refreshes: { isRevoked(): boolean; count(): number; rotate(): void; revoke(): void };
}

const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/** Salesforce takes an assertion that ends within this time. */
const longestAssertionS = 300;

/** Whom a login is for, by the four ways of a connected app and a user's password. */
export function createGrants(deps: GrantDeps): {
  grant(form: URLSearchParams, instanceUrl: string): Grant;
} {
  const { credentials } = deps;
  const ways: Record<string, (form: URLSearchParams, instanceUrl: string) => Grant> = {
    client_credentials: (form) => withSecret(form, credentials) ?? { kind: "integration" },
    password: (form) => withSecret(form, credentials) ?? byPassword(form, credentials),
    refresh_token: (form) => byRefreshToken(form, deps),
    [jwtBearer]: (form, instanceUrl) => byAssertion(form, instanceUrl, deps),
  };
  return {
    grant(form, instanceUrl) {
      const way = ways[form.get("grant_type") ?? ""];
      return (
        way?.(form, instanceUrl) ?? {
          ...{ error: "unsupported_grant_type", description: "grant type not supported" },
        }
      );
    },
  };
}

function withSecret(
  form: URLSearchParams,
  { clientId, clientSecret }: SalesforceCredentials,
): Grant | undefined {
  if (form.get("client_id") !== clientId) {
    return { error: "invalid_client_id", description: "client identifier invalid" };
  }
  if (form.get("client_secret") === clientSecret) return undefined;
  return { error: "invalid_client", description: "invalid client credentials" };
}

function byPassword(form: URLSearchParams, credentials: SalesforceCredentials): Grant {
  for (const kind of ["integration", "person"] as const) {
    const { username, password } = credentials[kind];
    if (form.get("username") === username && form.get("password") === password) return { kind };
  }
  return { error: "invalid_grant", description: "authentication failure" };
}

/** An app without a secret may refresh; one with a secret must not be wrong about it. */
function byRefreshToken(form: URLSearchParams, deps: GrantDeps): Grant {
  const { credentials, refreshTokenOf, refreshes, options } = deps;
  const refused = form.has("client_secret") ? withSecret(form, credentials) : undefined;
  if (refused) return refused;
  if (form.get("client_id") !== credentials.clientId) {
    return { error: "invalid_client_id", description: "client identifier invalid" };
  }
  const expired = { error: "invalid_grant", description: "expired access/refresh token" };
  if (refreshes.isRevoked()) return expired;
  const { refreshTokens = "stay" } = options;
  if (form.get("refresh_token") !== refreshTokenOf(refreshes.count())) {
    // Of two who hold the same token, one is a thief: nobody knows which.
    if (refreshTokens === "rotate") refreshes.revoke();
    return expired;
  }
  if (refreshTokens === "stay") return { kind: "integration" };
  refreshes.rotate();
  return { kind: "integration", refreshToken: refreshTokenOf(refreshes.count()) };
}

const claims = z.object({ iss: z.string(), sub: z.string(), aud: z.string(), exp: z.number() });

function byAssertion(form: URLSearchParams, instanceUrl: string, deps: GrantDeps): Grant {
  const { credentials, options } = deps;
  const invalid = { error: "invalid_grant", description: "invalid assertion" };
  const [header = "", payload = "", signature = ""] = (form.get("assertion") ?? "").split(".");
  if (options.jwtPublicKey === undefined || !isSigned(options.jwtPublicKey)) return invalid;
  const parsed = claims.safeParse(readJson(payload));
  if (!parsed.success || parsed.data.iss !== credentials.clientId) return invalid;
  const { sub, aud, exp } = parsed.data;
  const audiences = ["https://login.salesforce.com", "https://test.salesforce.com", instanceUrl];
  if (!audiences.includes(aud)) {
    return { error: "invalid_grant", description: "audience is invalid" };
  }
  const nowS = (options.now ?? Date.now)() / 1000;
  if (exp <= nowS || exp > nowS + longestAssertionS) return invalid;
  if (sub === credentials.integration.username) return { kind: "integration" };
  return { error: "invalid_grant", description: "user hasn't approved this consumer" };

  function isSigned(publicKey: string): boolean {
    const verify = createVerify("RSA-SHA256").update(`${header}.${payload}`);
    return verify.verify(publicKey, signature, "base64url");
  }
}

function readJson(base64url: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64url, "base64url").toString());
  } catch {
    return undefined;
  }
}
