import { describe, expect, test } from "vitest";
import { loadConnections } from "./connections-file.ts";

const secrets: Record<string, string> = { HS: "pat-1", SF_ID: "id", SF_SECRET: "hush" };
const parse = (value: unknown) =>
  loadConnections(typeof value === "string" ? value : JSON.stringify(value), (n) => secrets[n]);

describe("loadConnections", () => {
  test("reads both vendors, with secrets from variables or in place", () => {
    expect(
      parse([
        { name: "acme-hubspot", vendor: "hubspot", accessTokenEnv: "HS" },
        { name: "beta", vendor: "hubspot", accessToken: "pat-2", baseUrl: "http://127.0.0.1:1/" },
        {
          name: "acme-salesforce",
          vendor: "salesforce",
          loginUrl: "https://acme.my.salesforce.com/",
          clientIdEnv: "SF_ID",
          clientSecretEnv: "SF_SECRET",
          apiVersion: "63.0",
        },
      ]),
    ).toEqual([
      { vendor: "hubspot", name: "acme-hubspot", accessToken: "pat-1", baseUrl: undefined },
      { vendor: "hubspot", name: "beta", accessToken: "pat-2", baseUrl: "http://127.0.0.1:1" },
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

  test("also takes the list under `connections`", () => {
    const [only] = parse({ connections: [{ name: "a", vendor: "hubspot", accessToken: "t" }] });
    expect(only).toMatchObject({ name: "a", accessToken: "t" });
  });

  test("names every problem at once, with its remedy", () => {
    const file = [
      { name: "Acme", vendor: "hubspot", accessToken: "t" },
      { name: "b", vendor: "pipedrive" },
      { name: "c", vendor: "salesforce", loginUrl: "http://evil.example", clientId: "x" },
      { name: "d", vendor: "hubspot", accessTokenEnv: "NOT_SET" },
      { name: "e", vendor: "hubspot", accessToken: "t", acessTokenEnv: "HS" },
      { name: "f", vendor: "hubspot", accessToken: "t", accessTokenEnv: "HS" },
      { name: "g", vendor: "hubspot", accessToken: "t" },
      { name: "g", vendor: "hubspot", accessToken: "t" },
    ];
    const message = messageOf(() => parse(file));
    expect(message).toMatch(/connection 1\.name: is no name of lower-case letters/);
    expect(message).toMatch(/b\.vendor: is none of hubspot, salesforce\. Set one of/);
    expect(message).toMatch(/c\.loginUrl: sends secrets in the clear/);
    expect(message).toMatch(/d\.accessToken: the variable NOT_SET is not set\. Set NOT_SET/);
    expect(message).toMatch(/e: .*acessTokenEnv/);
    expect(message).toMatch(/f\.accessToken: is given twice/);
    expect(message).toMatch(/g: is the name of several connections/);
  });

  test("a secret that is missing has a remedy", () => {
    const file = [{ name: "c", vendor: "salesforce", loginUrl: "https://c.example" }];
    const message = messageOf(() => parse(file));
    expect(message).toMatch(/c\.clientId: is missing/);
    expect(message).toMatch(/c\.clientSecret: is missing/);
  });

  test.each(['[{"accessToken":"pat-hush"', "[]", "{}", '"pat-hush"'])(
    "says what to write in place of %s, without quoting it",
    (text) => {
      const message = messageOf(() => parse(text));
      expect(message).toMatch(/the connections file: .*Write a list/);
      expect(message).not.toContain("hush");
    },
  );
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  return expect.unreachable();
}
