import { describe, expect, test } from "vitest";
import { connectionLimits } from "./connection-limits.ts";
import { loadConnections } from "./connections-file.ts";
import { type GrantSettings, salesforceGrant } from "./salesforce/salesforce-grant.ts";
import { sharingMembers } from "./sharing-members.ts";

const secrets: Record<string, string> = { HS: "pat-1", SF_ID: "id", SF_SECRET: "hush" };
const parse = (text: string) =>
  loadConnections({ file: "connections.yaml", text }, (name) => secrets[name]);

const both = `
connections:
  - name: acme-hubspot
    vendor: hubspot
    accessTokenEnv: HS
    baseUrl: http://127.0.0.1:1/
  - name: acme-salesforce
    vendor: salesforce
    loginUrl: https://acme.my.salesforce.com/
    clientIdEnv: SF_ID
    clientSecretEnv: SF_SECRET
    apiVersion: "63.0"
`;

describe("loadConnections", () => {
  test("reads every vendor, with secrets from variables", () => {
    expect(parse(both)).toEqual([
      {
        vendor: "hubspot",
        name: "acme-hubspot",
        accessToken: "pat-1",
        baseUrl: "http://127.0.0.1:1",
      },
      {
        vendor: "salesforce",
        name: "acme-salesforce",
        loginUrl: "https://acme.my.salesforce.com",
        clientId: "id",
        clientSecret: "hush",
        apiVersion: "63.0",
      },
    ]);
  });

  test("also takes the list alone, as YAML or JSON", () => {
    const [only] = parse('[{"name":"a","vendor":"hubspot","accessTokenEnv":"HS"}]');
    expect(only).toMatchObject({ name: "a", accessToken: "pat-1" });
  });

  test("reads the limits of a connection, else those of its vendor hold", () => {
    const windows = "[{kind: rate, unit: requests, per: ten-seconds, limit: 190}]";
    const read = parse(`
- {name: own, vendor: hubspot, accessTokenEnv: HS, limits: ${windows}}
- {name: usual, vendor: hubspot, accessTokenEnv: HS}
`);
    const limits = connectionLimits(read);
    expect(limits["connection:own"]?.windows).toEqual([
      { kind: "rate", unit: "requests", per: "ten-seconds", limit: 190 },
    ]);
    expect(limits["connection:usual"]?.windows).toContainEqual(
      expect.objectContaining({ unit: "searches" }),
    );
    const unknown = windows.replace("ten-seconds", "hour");
    expect(
      problemsOf(`[{name: a, vendor: hubspot, accessTokenEnv: HS, limits: ${unknown}}]`),
    ).toEqual([expect.stringMatching(/a\.limits\.0\.per: .* Write a list of windows/)]);
  });

  test("crm-26: takes how a connection writes, and says what can be written there", () => {
    const entry = (writes: string) =>
      `[{name: a, vendor: hubspot, accessTokenEnv: HS, writes: ${writes}}]`;
    expect(parse(entry("guarded"))).toMatchObject([{ writes: "guarded" }]);
    expect(problemsOf(entry("safe"))).toEqual([
      expect.stringMatching(/a\.writes: .* Write fast, or guarded/),
    ]);
  });

  test("takes the group in which answers are shared, and says what can be written there", () => {
    const entry = (sharing: string) =>
      `[{name: a, vendor: hubspot, accessTokenEnv: HS, sharing: ${sharing}}]`;
    expect(sharingMembers(parse(entry("acme")))).toEqual([{ connection: "a", group: "acme" }]);
    expect(sharingMembers(parse("[{name: a, vendor: hubspot, accessTokenEnv: HS}]"))).toEqual([]);
    expect(problemsOf(entry("Acme Inc"))).toEqual([
      expect.stringMatching(/a\.sharing: .* Write the name of a group/),
    ]);
  });

  test("takes what becomes of history, and says what can be written there", () => {
    const entry = (history: string) =>
      `[{name: a, vendor: hubspot, accessTokenEnv: HS, history: ${history}}]`;
    expect(parse(entry("enrich"))).toMatchObject([{ history: "enrich" }]);
    expect(problemsOf(entry("ignore"))).toEqual([
      expect.stringMatching(/a\.history: .* Write read-only, or enrich/),
    ]);
  });

  test("names every problem at once by its line and column, with its remedy", () => {
    const told = problemsOf(`
connections:
  - {name: Acme, vendor: hubspot, accessTokenEnv: HS}
  - {name: b, vendor: pipedrive}
  - {name: c, vendor: salesforce, loginUrl: "http://evil.example", clientIdEnv: SF_ID, clientSecretEnv: SF_SECRET}
  - {name: d, vendor: hubspot, accessTokenEnv: NOT_SET}
  - {name: e, vendor: hubspot, accessTokenEnv: HS, acessToken: x}
  - {name: g, vendor: hubspot, accessTokenEnv: HS}
  - {name: g, vendor: hubspot, accessTokenEnv: HS}
  - {name: h, vendor: salesforce, loginUrl: https://c.example, clientSecretEnv: SF_SECRET}
`);
    expect(told).toEqual([
      "connections.yaml:3:12: connection 1.name: must consist of lower-case letters, digits and hyphens. Give it a name such as acme-sales",
      "connections.yaml:4:23: b.vendor: is not one of hubspot, salesforce. Set one of hubspot, salesforce",
      expect.stringMatching(/^connections\.yaml:5:45: c\.loginUrl: would send secrets unencrypted/),
      "connections.yaml:6:48: d.accessTokenEnv: the variable NOT_SET is not set. Set NOT_SET",
      "connections.yaml:7:64: e.acessToken: there is no such key. Remove it, or correct its spelling",
      expect.stringMatching(
        /^connections\.yaml:10:5: h\.clientIdEnv: is missing\. Name the variable that holds it, such as SALESFORCE_CLIENT_ID$/,
      ),
      "connections.yaml:9:12: g.name: is the name of several connections. Give each its own name",
    ]);
  });

  test("a secret in the file is refused, with what to do instead, and not shown", () => {
    const [literal, asName, inUrl, ...others] = problemsOf(`
- {name: a, vendor: hubspot, accessToken: pat-hush}
- {name: b, vendor: hubspot, accessTokenEnv: pat-hush}
- {name: c, vendor: salesforce, loginUrl: "https://me:hush@c.example", clientIdEnv: SF_ID, clientSecretEnv: SF_SECRET}
`);
    expect(literal).toBe(
      "connections.yaml:2:43: a.accessToken: is a secret, which must not be written in the file. Put it into a variable or a file in FIELDWORK_SECRETS_DIR, and name that under accessTokenEnv",
    );
    expect(asName).toMatch(
      /^connections\.yaml:3:46: b\.accessTokenEnv: is not the name of a variable/,
    );
    expect(inUrl).toMatch(/^connections\.yaml:4:43: c\.loginUrl: contains a password/);
    expect(others).toEqual([]);
    expect(`${literal}${asName}${inUrl}`).not.toContain("hush");
  });

  test("tells what is wrong with the keys of a login taken together", () => {
    const sf = "vendor: salesforce, loginUrl: https://a.example, clientIdEnv: SF_ID";
    const hs = "vendor: hubspot";
    const told = problemsOf(`
- {name: a, ${sf}}
- {name: b, ${sf}, privateKeyEnv: SF_SECRET}
- {name: c, ${sf}, privateKeyEnv: SF_SECRET, username: u, refreshTokenEnv: SF_SECRET}
- {name: d, ${sf}, clientSecretEnv: SF_SECRET, username: u}
- {name: e, ${hs}}
- {name: f, ${hs}, refreshTokenEnv: HS, clientIdEnv: HS}
- {name: g, ${hs}, refreshTokenEnv: HS, clientIdEnv: HS, clientSecretEnv: HS, accessTokenEnv: HS}
`);
    expect(told.map((one) => one.replace(/^connections\.yaml:\d+:\d+: /, ""))).toEqual([
      expect.stringMatching(
        /^a\.clientSecretEnv: does not say how it logs in\. Name clientSecretEnv/,
      ),
      expect.stringMatching(/^b\.username: is missing: a private key logs in for a named user/),
      expect.stringMatching(/^c\.refreshTokenEnv: is a second way to log in/),
      expect.stringMatching(/^d\.username: is used only with privateKeyEnv/),
      expect.stringMatching(/^e\.accessTokenEnv: is missing\. Name the variable/),
      expect.stringMatching(/^f\.clientSecretEnv: is missing\. A public app needs/),
      expect.stringMatching(/^g\.accessTokenEnv: is a second way to log in/),
    ]);
  });

  test.each<[string, object]>([
    ["clientSecretEnv: SF_SECRET", { kind: "client-credentials" }],
    ["refreshTokenEnv: SF_SECRET, clientSecretEnv: SF_SECRET", { kind: "refresh-token" }],
    ["privateKeyEnv: SF_SECRET, username: u", { kind: "jwt-bearer", username: "u" }],
  ])("crm-20: %s is a way to log in", (keys, grant) => {
    const entry = "name: a, vendor: salesforce, loginUrl: https://a.example, clientIdEnv: SF_ID";
    const [read] = parse(`- {${entry}, ${keys}}`);
    expect(salesforceGrant(read as GrantSettings)).toMatchObject(grant);
  });

  test.each(['[{"accessToken":"pat-hush"', "[]", "{}", '"pat-hush"'])(
    "says what to write in place of %s, without quoting it",
    (text) => {
      const [told = ""] = problemsOf(text);
      expect(told).toMatch(
        /^connections\.yaml.*(Correct its syntax|Write connections: and under it)/,
      );
      expect(told).not.toContain("hush");
    },
  );
});

function problemsOf(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    return String(error)
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
  return expect.unreachable();
}
