import { expect, test } from "vitest";
import { allowedHosts, isKnownHost, isOwnRequest } from "./request-guards.ts";
import { sessionCookie } from "./session-cookie.ts";

const host = "fieldwork.internal:8080";

test.each([
  ["a page of ours", { "sec-fetch-site": "same-origin", host }, true],
  ["another site", { "sec-fetch-site": "cross-site", host }, false],
  ["a sibling domain", { "sec-fetch-site": "same-site", host }, false],
  ["the address bar", { "sec-fetch-site": "none", host }, false],
  ["a page of ours on plain http", { origin: `http://${host}`, host }, true],
  ["another site on plain http", { origin: "http://evil.example", host }, false],
  ["another port of the same host", { origin: "http://fieldwork.internal:9", host }, false],
  ["a sandboxed page", { origin: "null", host }, false],
  ["nobody knows what", { host }, false],
  ["a program with a token", { authorization: "Bearer fwt_x", host }, true],
  [
    "another site that would guess a token",
    { authorization: "Bearer x", origin: "http://evil.example", host },
    false,
  ],
  ["other credentials", { authorization: "Basic eDp5", host }, false],
])("a change from %s: %j", (_, headers, isOwn) => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE"])
    expect(isOwnRequest({ method, headers })).toBe(isOwn);
  expect(isOwnRequest({ method: "GET", headers })).toBe(true);
});

test("a host is known by the public address, by the names beside it, and on its own machine", () => {
  const allowed = allowedHosts("https://fieldwork.example/console", ["crm-tools.internal:8080"]);
  const known = ["fieldwork.example", "fieldwork.example:443", "crm-tools.internal:8080"];
  for (const one of [...known, "localhost:8080", "127.0.0.1:1", "[::1]:8080"])
    expect([one, isKnownHost(one, allowed)]).toEqual([one, true]);
  const strange = [
    "evil.example",
    "fieldwork.example.evil.example",
    "crm-tools.internal",
    "",
    "a b",
  ];
  for (const one of [...strange, undefined, "localhost.evil.example", "evil.example#localhost"])
    expect([one, isKnownHost(one, allowed)]).toEqual([one, false]);
});

test("the session's cookie is secure where the public address is, and only there", () => {
  expect(sessionCookie("https://fieldwork.example")).toMatchObject({
    name: "__Host-fieldwork_session",
    options: { secure: true, httpOnly: true, path: "/" },
  });
  for (const url of ["http://fieldwork.internal", undefined])
    expect(sessionCookie(url)).toMatchObject({
      name: "fieldwork_session",
      options: { secure: false, httpOnly: true },
    });
});
