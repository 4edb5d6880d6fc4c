import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { signatureProblem } from "./hubspot-signature.ts";

const clientSecret = "app-secret";
const nowMs = 1_790_000_000_000;

/** A call as HubSpot makes it: it signs the address with some of its escapes decoded. */
function call({
  signedUrl = "https://hooks.acme.com/webhooks/portal?a=b:c&d=%20e",
  url = "https://hooks.acme.com/webhooks/portal?a=b%3Ac&d=%20e",
  body = '[{"objectId":1}]',
  timestamp = `${nowMs}`,
  secret = clientSecret,
} = {}) {
  const text = `POST${signedUrl}${body}${timestamp}`;
  const signature = createHmac("sha256", secret).update(text).digest("base64");
  const headers = {
    "x-hubspot-request-timestamp": timestamp,
    "x-hubspot-signature-v3": signature,
  };
  return { method: "POST", url, headers, rawBody: Buffer.from(body) };
}

const problem = (given: Parameters<typeof signatureProblem>[0]) =>
  signatureProblem(given, { clientSecret, nowMs });

test("crm-12: a call is HubSpot's if it signed these very bytes and the address as it decodes it", () => {
  expect(problem(call())).toBeUndefined();
  expect(problem(call({ body: '[{"name":"Åkeri ☃"}]' }))).toBeUndefined();
  const reordered = { ...call({ body: '{"a":1,"b":2}' }), rawBody: Buffer.from('{"b":2,"a":1}') };
  expect(problem(reordered)).toMatch(/not signed/);
  expect(problem({ ...call(), method: "PUT" })).toMatch(/not signed/);
  expect(problem(call({ secret: "another" }))).toMatch(/not signed/);
  const elsewhere = call({ url: "https://hooks.acme.com/webhooks/other?a=b%3Ac&d=%20e" });
  expect(problem(elsewhere)).toMatch(/not signed/);
});

test.each([
  [299_000, undefined],
  [-299_000, undefined],
  [301_000, /more than five minutes/],
  [-301_000, /more than five minutes/],
  [36_000_000, /more than five minutes/],
])(
  "crm-12: a call signed %d ms from now is judged by that, whether it lies behind or ahead",
  (offMs, expected) => {
    const found = problem(call({ timestamp: `${nowMs + offMs}` }));
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(expected);
  },
);

test.each(["", "NaN", "soon", "-1", "1e99"])("crm-12: %j is no timestamp", (timestamp) => {
  expect(problem(call({ timestamp }))).toMatch(/no timestamp/);
});

test.each([undefined, "", "AAAA", "not base64 at all"])(
  "crm-12: %j is no signature",
  (signature) => {
    const given = call();
    const headers = { ...given.headers, "x-hubspot-signature-v3": signature };
    expect(problem({ ...given, headers })).toBeDefined();
  },
);
