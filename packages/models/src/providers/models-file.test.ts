import { expect, test } from "vitest";
import { z } from "zod";
import { type EntryKind, loadModelsFile } from "./models-file.ts";

const environment = { OPENAI_API_KEY: "sk-1", SECOND_KEY: "sk-2", GATEWAY_TOKEN: "hush" };
const kinds: EntryKind[] = [
  {
    name: "openai",
    entry: {
      options: { api: z.enum(["responses", "chat"]).optional() },
      ...{ ownBodyKeys: ["model", "n"], modes: ["schema", "tool"] },
    },
  },
];

const load = (text: string) =>
  loadModelsFile({ file: "models.yaml", text }, { environment, kinds });

function problemsOf(text: string): string[] {
  try {
    load(text);
  } catch (error) {
    return String(error)
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
  return expect.unreachable();
}

test("reads providers with their keys, limits, prices, and what is sent beside", () => {
  const [openai, house] = load(`
route: [house/big]
providers:
  - name: openai
    kind: openai
    deployments:
      - keyEnv: OPENAI_API_KEY
      - keyEnv: SECOND_KEY
        baseUrl: https://eu.api.openai.com/v1
    limits: {concurrency: 16, requestsPerMinute: 500}
    region: eu
    dataClass: business
  - name: house
    kind: openai
    api: chat
    baseUrl: http://ollama:11434/v1
    models:
      - {name: "qwen3:8b", free: true}
      - {name: big, price: {input: 0.5, output: "1.25"}, limits: {concurrency: 2}}
    extraBody: {options: {num_ctx: 8192}}
    extraHeaders: {X-Title: fieldwork, X-Gateway-Token: {env: GATEWAY_TOKEN}}
`);
  expect(openai).toMatchObject({
    kind: { name: "openai" },
    entry: {
      name: "openai",
      deployments: [
        { apiKey: "sk-1", baseUrl: undefined },
        { apiKey: "sk-2", baseUrl: "https://eu.api.openai.com/v1" },
      ],
      limits: { concurrency: 16, requestsPerMinute: 500 },
      ...{ region: "eu", dataClass: "business" },
    },
  });
  expect(house?.entry).toMatchObject({
    api: "chat",
    deployments: [{ apiKey: undefined, baseUrl: "http://ollama:11434/v1" }],
    models: [
      { name: "qwen3:8b", free: true },
      { name: "big", price: { input: 500_000n, output: 1_250_000n }, limits: { concurrency: 2 } },
    ],
    extraBody: { options: { num_ctx: 8192 } },
    extraHeaders: { "X-Title": "fieldwork", "X-Gateway-Token": "hush" },
  });
});

test("names every problem at once by its line and column, with its remedy", () => {
  const told = problemsOf(`
providers:
  - {name: a, kind: llama}
  - {name: B, kind: openai, limit: {}}
  - {name: c, kind: openai, keyEnv: NOT_SET}
  - {name: c, kind: openai, models: [{name: m, price: {input: cheap, output: 1}}]}
  - {name: d, kind: openai, extraBody: {n: 5}}
  - {name: e, kind: openai, models: [{name: m, free: true, price: {input: 1, output: 1}}]}
`);
  expect(told).toEqual([
    expect.stringMatching(
      /^models\.yaml:3:21: providers\.0\.kind: is not one of openai\. Write one of/,
    ),
    expect.stringMatching(/^models\.yaml:4:12: providers\.1\.name: must consist of lower-case/),
    expect.stringMatching(/^models\.yaml:4:36: providers\.1\.limit: there is no such key/),
    expect.stringMatching(
      /^models\.yaml:5:37: providers\.2\.keyEnv: the variable NOT_SET is not set/,
    ),
    expect.stringMatching(
      /^models\.yaml:6:\d+: providers\.3\.models\.0\.price\.input: is not an amount/,
    ),
    expect.stringMatching(
      /^models\.yaml:7:44: providers\.4\.extraBody\.n: is set by Fieldwork alone/,
    ),
    expect.stringMatching(
      /^models\.yaml:8:\d+: providers\.5\.models\.0\.free: is given together with a price/,
    ),
    expect.stringMatching(
      /^models\.yaml:6:12: providers\.3\.name: is the name of several providers/,
    ),
  ]);
});

test("a secret in the file is refused, with what to do instead, and not shown", () => {
  const told = problemsOf(`
providers:
  - {name: a, kind: openai, keyEnv: sk-hush-hush}
  - {name: b, kind: openai, key: sk-hush-hush}
  - name: c
    kind: openai
    baseUrl: https://me:hush@models.example.com/v1
  - name: d
    kind: openai
    extraHeaders: {Authorization: hush, X-Tenant: Bearer hush-hush, api-key: sk-hush}
`);
  expect(told).toEqual([
    expect.stringMatching(/:3:37: providers\.0\.keyEnv: is not the name of a variable/),
    expect.stringMatching(/:4:34: providers\.1\.key: there is no such key/),
    expect.stringMatching(/:7:14: providers\.2\.baseUrl: contains a user name or password/),
    ...["Authorization", "X-Tenant", "api-key"].map((name) =>
      expect.stringMatching(
        new RegExp(
          `:10:\\d+: providers\\.3\\.extraHeaders\\.${name}: is a secret.*write { env: ITS_NAME }`,
        ),
      ),
    ),
  ]);
  expect(told.join("\n")).not.toContain("hush");
});

test("a secret in a body or in the query of an address is refused by its place, and not shown", () => {
  const told = problemsOf(`
providers:
  - name: a
    kind: openai
    baseUrl: https://models.example.com/v1?api-version=1&subscription-key=hush
  - name: b
    kind: openai
    deployments:
      - baseUrl: https://one.example.com/v1
      - baseUrl: https://two.example.com/v1?x=sk-hush-hush-hush-hush
    extraBody:
      api_key: hush
      metadata: {note: Bearer hush-hush, parts: [{clientSecret: hush}]}
`);
  const remedy = "name that in keyEnv, or in extraHeaders as { env: ITS_NAME }";
  expect(told).toEqual(
    [
      "5:14: providers.0.baseUrl: contains a secret in its query",
      "10:18: providers.1.deployments.1.baseUrl: contains a secret in its query",
      "12:16: providers.1.extraBody.api_key: is a secret",
      "13:24: providers.1.extraBody.metadata.note: is a secret",
      "13:65: providers.1.extraBody.metadata.parts.0.clientSecret: is a secret",
    ].map((one) => expect.stringMatching(new RegExp(`^models.yaml:${one}, .*${remedy}`))),
  );
  expect(told.join("\n")).not.toContain("hush");
});

test("what only sounds like a secret is sent as it is written", () => {
  const [one] = load(`
providers:
  - name: a
    kind: openai
    baseUrl: https://models.example.com/v1?api-version=2026-10-21
    extraBody: {prompt_cache_key: fieldwork, max_new_tokens: 5, stop: [token], token_limit: none}
`);
  expect(one?.entry.extraBody).toMatchObject({ prompt_cache_key: "fieldwork", stop: ["token"] });
});

test("a file that names nothing is told what to write", () => {
  for (const text of ["", "providers: []", "providers: {}"]) {
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^models\.yaml: lists no provider\. Write providers:/),
    ]);
  }
});

test("a key that nothing reads is refused by its place, and budgets are left to whoever sets them", () => {
  const providers = "providers: [{name: a, kind: openai}]";
  expect(problemsOf(`budget: []\n${providers}`)).toEqual([
    expect.stringMatching(/^models\.yaml:1:9: budget: there is no such key/),
  ]);
  expect(load(`budgets: [{of: total}]\n${providers}`)).toHaveLength(1);
});
