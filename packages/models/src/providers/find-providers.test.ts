import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseModelRef } from "../model-ref.ts";
import { findProviders } from "./find-providers.ts";

async function find(text: string | undefined, variables: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "fieldwork-config-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  if (text !== undefined) await writeFile(join(folder, "models.yaml"), text);
  return findProviders({ FIELDWORK_CONFIG: folder, ...variables }, variables);
}

const key = { OPENAI_API_KEY: "k" };

test("without a file the variables name them, with it the file alone does", async () => {
  const byVariables = await find(undefined, key);
  expect(byVariables).toMatchObject({
    areInFile: false,
    providers: { names: ["baseline", "openai"] },
  });
  const file = "providers: [{name: house, kind: openai, baseUrl: 'http://ollama:11434/v1'}]";
  const { providers, areInFile } = await find(file, key);
  expect(areInFile).toBe(true);
  expect(providers.names).toEqual(["baseline", "house"]);
  expect(providers.problems(["house/any", "baseline/tf-idf"])).toEqual([]);
  expect(providers.problems(["openai/gpt-6-luna"])).toMatchObject([
    { problem: "there is no provider openai", remedy: "Name one of baseline, house" },
  ]);
});

test("a model costs what the file says, else what the vendor lists, whatever the provider is called", async () => {
  const { providers } = await find(
    `
providers:
  - name: eu
    kind: openai
    keyEnv: OPENAI_API_KEY
    models:
      - {name: ours, price: {input: 0.5, output: 1, cachedInput: 0.1}}
      - {name: given, free: true}
`,
    key,
  );
  const priceOf = (model: string) => providers.prices.priceOf(parseModelRef(model), new Date());
  expect(priceOf("eu/ours")).toMatchObject({
    ...{ inputPicoUsd: 500_000n, outputPicoUsd: 1_000_000n },
    ...{ cachedInputPicoUsd: 100_000n, cacheWritePicoUsd: 500_000n },
  });
  expect(providers.isFree("eu/given")).toBe(true);
  expect(priceOf("eu/gpt-6-luna").inputPicoUsd).toBe(100_000n);
  expect(providers.problems(["eu/unheard-of"])).toMatchObject([
    {
      what: "route eu/unheard-of",
      remedy: "Write its price, or free: true, under models of eu in models.yaml",
    },
  ]);
});

test("limits are those that vendors know most, or any windows, of a provider or one of its models", async () => {
  const { providers } = await find(
    `
providers:
  - name: a
    kind: openai
    keyEnv: OPENAI_API_KEY
    limits: {requestsPerMinute: 500}
    models:
      - {name: slow, limits: {concurrency: 2}}
  - name: b
    kind: openai
    keyEnv: OPENAI_API_KEY
    limits:
      - {kind: day, unit: requests, timeZone: America/Los_Angeles, limit: 10000}
      - {kind: concurrency, limit: 8}
`,
    key,
  );
  const shares = { live: 60, backfill: 40 };
  expect(providers.limits(shares)).toMatchObject({
    "provider:a": {
      shares,
      windows: [
        { kind: "rate", unit: "requests", per: "minute", limit: 500 },
        { kind: "adaptive" },
      ],
    },
    "model:a/slow": { shares, windows: [{ kind: "concurrency", limit: 2 }] },
    "provider:b": {
      windows: [
        { kind: "day", timeZone: "America/Los_Angeles" },
        { kind: "concurrency", limit: 8 },
      ],
    },
  });
});
