import { expect, test } from "vitest";
import { literalSecrets } from "./literal-secrets.ts";

test.each([
  { "X-Title": "Basic CRM enrichment" },
  { "X-Title": "sk-SK" },
  { "Accept-Language": "sk-SK" },
  { "x-portkey-provider": "openai" },
  { "X-Author": "Ada" },
  { "X-Monkey": "capuchin" },
])("a header that is no secret is sent as it is written: %j", (extraHeaders) => {
  expect(literalSecrets({ extraHeaders })).toEqual([]);
});

test.each([
  { language: "sk-SK" },
  { provider: "hf-inference" },
  { user: "pat-team" },
  { user: "SK-0123456789abcdefghij" },
  { valid_token: "<ok>" },
  { grid_token: "cell" },
  { prompt_cache_key: "fieldwork" },
  { note: "Bearer of good news" },
])("a body's value that is no secret is sent as it is written: %j", (extraBody) => {
  expect(literalSecrets({ extraBody })).toEqual([]);
});

const names = [
  ...["Authorization", "Proxy-Authorization", "X-Auth-Token", "api-key", "x-api-key", "apikey"],
  ...["x-goog-api-key", "Ocp-Apim-Subscription-Key", "xAccessToken", "X-APIKey", "x_secret"],
  ...["Cookie", "X-Password", "X-Credentials", "x-portkey-api-key", "X-OAuth", "authtoken"],
];
test.each(names)("a header is a secret by its name: %s", (name) => {
  expect(literalSecrets({ extraHeaders: { [name]: "hush" } })).toHaveLength(1);
});

const bodyNames = [
  ...["api_key", "apiKey", "apikey", "openai_api_key", "accessToken", "id_token", "token", "auth"],
  ...[
    "clientSecret",
    "client_secret",
    "clientsecret",
    "dbPassword",
    "authorization",
    "credentials",
  ],
];
test.each(bodyNames)("a body's value is a secret by its name: %s", (name) => {
  expect(literalSecrets({ extraBody: { deep: [{ [name]: "hush" }] } })).toHaveLength(1);
});

test.each(["key", "code", "sig", "access_token", "subscription-key"])(
  "a query's part is a secret by its name: %s",
  (name) => {
    expect(literalSecrets({ baseUrl: `https://a.example.com/v1?${name}=hush` })).toHaveLength(1);
  },
);

// Of a secret's form, and no secrets.
const run = "0123456789abcdefghij";
const values = [
  ...["sk-", "sk-proj-", "pat-", "ghp_", "github_pat_", "xoxb-", "hf_", "gsk_", "glpat-"],
  ...["AIza", "Bearer ", "bearer ", "Basic "],
].map((prefix) => prefix + run);
test.each([...values, `AKIA${run.slice(0, 16).toUpperCase()}`, `eyJ${run}.eyJ${run}.${run}`])(
  "a value is a secret by its form: %s",
  (value) => {
    expect(literalSecrets({ extraHeaders: { "X-Tenant": value } })).toHaveLength(1);
    expect(literalSecrets({ extraBody: { user: value } })).toHaveLength(1);
  },
);
