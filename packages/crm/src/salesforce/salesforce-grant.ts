import { createPrivateKey, createSign, type KeyObject } from "node:crypto";
import { isLoopback } from "@fieldwork/http";
import { configError } from "@fieldwork/runtime";
import type { KeyProblem } from "../crm-vendor.ts";

/** How the connected app logs in. */
export type SalesforceGrant =
  | { kind: "client-credentials"; clientSecret: string }
  | { kind: "jwt-bearer"; privateKey: string; username: string }
  /** Some apps have no secret. Each login may replace the refresh token. */
  | { kind: "refresh-token"; refreshToken: string; clientSecret?: string | undefined };

export interface GrantSettings {
  clientSecret?: string | undefined;
  privateKey?: string | undefined;
  refreshToken?: string | undefined;
  username?: string | undefined;
}

/** The way to log in that a connection's settings name: `salesforceKeyProblems` leaves exactly one. */
export function salesforceGrant(settings: GrantSettings): SalesforceGrant {
  const { clientSecret, privateKey, refreshToken, username } = settings;
  if (privateKey !== undefined && username !== undefined) {
    return { kind: "jwt-bearer", privateKey, username };
  }
  if (refreshToken !== undefined) return { kind: "refresh-token", refreshToken, clientSecret };
  if (clientSecret !== undefined) return { kind: "client-credentials", clientSecret };
  throw configError([{ what: "a Salesforce connection", ...noWay }]);
}

const noWay = {
  problem: "does not say how it logs in",
  remedy:
    "Name clientSecretEnv (client credentials), privateKeyEnv and username (JWT bearer), or refreshTokenEnv",
};

/** What is wrong with the keys of a connection taken together. Pure. */
export function salesforceKeyProblems(keys: ReadonlySet<string>): KeyProblem[] {
  const has = (key: string) => keys.has(key);
  const problems: KeyProblem[] = [];
  if (has("privateKeyEnv") && has("refreshTokenEnv")) {
    const problem = "is a second way to log in, beside privateKeyEnv";
    problems.push({ key: "refreshTokenEnv", problem, remedy: "Keep one of the two" });
  }
  if (has("privateKeyEnv") && !has("username")) {
    const problem = "is missing: a private key logs in for a named user";
    const remedy = "Set the name of the user whom the app acts for, such as fieldwork@acme.com";
    problems.push({ key: "username", problem, remedy });
  }
  if (has("username") && !has("privateKeyEnv")) {
    const problem = "is used only with privateKeyEnv";
    problems.push({ key: "username", problem, remedy: "Remove it, or name privateKeyEnv" });
  }
  const ways = ["clientSecretEnv", "privateKeyEnv", "refreshTokenEnv"];
  if (!ways.some(has)) problems.push({ key: "clientSecretEnv", ...noWay });
  return problems;
}

export interface LoginForm {
  loginUrl: string;
  clientId: string;
  grant: SalesforceGrant;
  /** In place of the configured one, once a login has replaced it. */
  refreshToken?: string | undefined;
  /** By Salesforce's clock. */
  nowMs: number;
}

/** The fields of a request for a token. */
export function loginForm(form: LoginForm): Record<string, string> {
  const { clientId, grant } = form;
  switch (grant.kind) {
    case "client-credentials":
      return {
        ...{ grant_type: "client_credentials", client_id: clientId },
        client_secret: grant.clientSecret,
      };
    case "refresh-token":
      return {
        ...{ grant_type: "refresh_token", client_id: clientId },
        ...(grant.clientSecret !== undefined && { client_secret: grant.clientSecret }),
        refresh_token: form.refreshToken ?? grant.refreshToken,
      };
    case "jwt-bearer":
      return {
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion: assertionFor(grant, form),
      };
    default:
      return grant satisfies never;
  }
}

/** Salesforce takes an assertion that ends within five minutes. */
const assertionLastsS = 180;

function assertionFor(
  { privateKey, username }: Extract<SalesforceGrant, { kind: "jwt-bearer" }>,
  { clientId, loginUrl, nowMs }: LoginForm,
): string {
  const claims = {
    ...{ iss: clientId, sub: username, aud: audienceOf(loginUrl) },
    exp: Math.floor(nowMs / 1000) + assertionLastsS,
  };
  const signed = `${base64url({ alg: "RS256", typ: "JWT" })}.${base64url(claims)}`;
  const signature = createSign("RSA-SHA256").update(signed).sign(keyFrom(privateKey), "base64url");
  return `${signed}.${signature}`;
}

/** An app is known to the login server of all orgs or of all sandboxes, not to the org's own domain. */
function audienceOf(loginUrl: string): string {
  const { hostname } = new URL(loginUrl);
  if (isLoopback(hostname)) return loginUrl;
  const isSandbox = hostname === "test.salesforce.com" || hostname.includes(".sandbox.");
  return isSandbox ? "https://test.salesforce.com" : "https://login.salesforce.com";
}

/** A variable often holds the key on one line, its line ends written as \n. */
function keyFrom(pem: string): KeyObject {
  const key = keyOrUndefined(pem.replaceAll("\\n", "\n"));
  if (key !== undefined) return key;
  const problem = "names a variable that holds no private key in PEM";
  const remedy = "Put the whole key there, from -----BEGIN to END-----";
  throw configError([{ what: "privateKeyEnv", problem, remedy }]);
}

function keyOrUndefined(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** What must never be shown of a login. */
export function secretsOf(grant: SalesforceGrant, refreshToken?: string): string[] {
  const all =
    grant.kind === "jwt-bearer"
      ? [grant.privateKey]
      : [
          grant.clientSecret,
          refreshToken,
          "refreshToken" in grant ? grant.refreshToken : undefined,
        ];
  return all.filter((secret) => secret !== undefined);
}
