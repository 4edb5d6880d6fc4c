import { expect } from "vitest";
import { runFieldwork } from "../support/command-line.ts";

/** What the API handed out once, and what it said whenever else it was asked. */
export interface IssuedSecrets {
  secrets: Readonly<Record<string, string>>;
  replies: readonly string[];
}

const password = "correct-hush-battery-4713";
const hookPath = "hook-hush-4712";

interface Asked {
  method?: string;
  body?: object;
  headers?: Record<string, string>;
}

/** Everything that the API ever hands out is issued, and then used rightly and wrongly. */
export async function issueSecrets(
  url: string,
  environment: Readonly<Record<string, string>>,
): Promise<IssuedSecrets> {
  const replies: string[] = [];
  async function ask(path: string, { method = "GET", body, headers }: Asked = {}) {
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: { origin: url, ...(body && { "content-type": "application/json" }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: reply.status, headers: reply.headers, text: await reply.text() };
  }
  async function issue(path: string, asked: Asked) {
    const reply = await ask(path, { method: "POST", ...asked });
    expect(reply.status, reply.text).toBe(200);
    return { ...JSON.parse(reply.text), cookie: reply.headers.get("set-cookie")?.split(";")[0] };
  }

  const first = await runFieldwork(["users", "first-admin", "--json"], environment);
  const link = new URL(JSON.parse(first.text).link).hash.slice(1);
  const own = { link, password, email: "ann@acme.example", name: "Ann" };
  const { cookie = "" } = await issue("/v1/links/accept", { body: own });
  const signedIn = { headers: { cookie } };
  const { secret: token } = await issue("/v1/tokens", {
    ...{ body: { name: "day", role: "admin", connection: null, days: 1 }, ...signedIn },
  });
  const hook = { kind: "webhook", target: `http://127.0.0.1:9/${hookPath}`, onlyFor: null };
  const { secret: webhook } = await issue("/v1/notice-channels", { body: hook, ...signedIn });

  const withToken = { headers: { authorization: `Bearer ${token}` } };
  const later: [string, Asked][] = [
    ...["/v1/tokens", "/v1/sessions", "/v1/people", "/v1/notice-channels", "/v1/audit"].flatMap(
      (path): [string, Asked][] => [
        [path, withToken],
        [path, signedIn],
      ],
    ),
    ["/v1/nowhere", withToken],
    ["/v1/tokens", { method: "POST", body: { name: token, role: "king" }, ...withToken }],
    ["/v1/people", { headers: { authorization: `Bearer ${token}x` } }],
    ["/v1/links/accept", { method: "POST", body: own }],
    [
      "/v1/session",
      { method: "POST", body: { ...own, link: undefined, password: `${password}x` } },
    ],
    ["/v1/session", { ...signedIn, method: "DELETE" }],
  ];
  for (const [path, asked] of later) replies.push((await ask(path, asked)).text);
  return {
    secrets: {
      ...{ link, password, token, webhook },
      session: cookie.split("=")[1] ?? "",
      hookPath,
    },
    replies,
  };
}
