import { loadConfig } from "@fieldwork/runtime";
import { describe, expect, test } from "vitest";
import { configureProviders } from "./configure-providers.ts";
import { modelSettings } from "./model-settings.ts";
import { openaiKeyFrom } from "./openai/settings.ts";

const own = { OPENAI_BASE_URL: "http://127.0.0.1:8080/v1" };
const abroad = { OPENAI_BASE_URL: "https://models.example.com/v1", OPENAI_API_KEY: "k" };
const model = "openai/smollm2";

function settingsOf(env: Record<string, string>) {
  return loadConfig(modelSettings, env);
}

function providersOf(env: Record<string, string>) {
  return configureProviders(settingsOf(env));
}

function problemsOf(env: Record<string, string>, ...models: string[]): string[] {
  return providersOf(env)
    .problems(models)
    .map(({ what, problem }) => `${what} ${problem}`);
}

function inputRate(env: Record<string, string>, name = model): bigint {
  const [provider = "", ref = ""] = name.split("/");
  return providersOf(env).prices.priceOf({ provider, model: ref }, new Date()).inputPicoUsd;
}

describe("a server of one's own", () => {
  test("is asked without a key or a price, and costs nothing", () => {
    expect(problemsOf(own, model)).toEqual([]);
    expect(openaiKeyFrom(settingsOf(own))).toEqual(expect.any(String));
    expect(providersOf(own).isFree(model)).toBe(true);
  });

  test("is sent its key where there is one", () => {
    expect(openaiKeyFrom(settingsOf({ ...own, OPENAI_API_KEY: "k" }))).toBe("k");
  });

  test("costs what is declared", () => {
    const declared = { OPENAI_INPUT_USD_PER_MTOK: "0.0375", OPENAI_OUTPUT_USD_PER_MTOK: "1" };
    expect(inputRate({ ...own, ...declared })).toBe(37_500n);
    expect(providersOf({ ...own, ...declared }).isFree(model)).toBe(false);
    expect(problemsOf({ ...own, OPENAI_INPUT_USD_PER_MTOK: "1" }, model)).toEqual([
      expect.stringContaining("only one of them is set"),
    ]);
  });

  test("costs what OpenAI lists for a model of its name: it may be a gateway", () => {
    expect(inputRate(own, "openai/gpt-6-luna")).toBe(100_000n);
  });
});

describe("any other server", () => {
  test("needs a key, and a price that is known", () => {
    const { OPENAI_API_KEY: _, ...keyless } = abroad;
    expect(openaiKeyFrom(settingsOf(keyless))).toBeUndefined();
    expect(problemsOf(keyless)).toEqual([
      "OPENAI_API_KEY is missing, though OPENAI_BASE_URL is set",
    ]);
    expect(problemsOf(abroad, model)).toEqual([`route ${model} no price is known`]);
    const declared = { OPENAI_INPUT_USD_PER_MTOK: "0", OPENAI_OUTPUT_USD_PER_MTOK: "0" };
    expect(problemsOf({ ...abroad, ...declared }, model)).toEqual([]);
  });

  test("is not taken for one's own by what stands beside its host", () => {
    const env = { ...abroad, OPENAI_BASE_URL: "https://127.0.0.1@models.example.com/localhost" };
    expect(problemsOf(env, model)).toEqual([`route ${model} no price is known`]);
  });
});

test("OpenAI itself needs a key", () => {
  expect(openaiKeyFrom(settingsOf({}))).toBeUndefined();
  expect(problemsOf({}, "openai/gpt-6-luna")).toEqual(["OPENAI_API_KEY is missing"]);
});

test("a rate finer than a pico-USD is rounded up", () => {
  const declared = { OPENAI_INPUT_USD_PER_MTOK: "0.0000001", OPENAI_OUTPUT_USD_PER_MTOK: "1" };
  expect(inputRate({ ...own, ...declared })).toBe(1n);
});

test("a model that has been shut down is refused, wherever it is asked", () => {
  const problem = "route openai/o3-mini OpenAI shut this model down on 2026-10-23";
  expect(problemsOf({ OPENAI_API_KEY: "k" }, "openai/o3-mini")).toEqual([problem]);
  expect(problemsOf(own, "openai/o3-mini")).toEqual([problem]);
  const declared = { OPENAI_INPUT_USD_PER_MTOK: "0", OPENAI_OUTPUT_USD_PER_MTOK: "0" };
  expect(problemsOf({ ...own, ...declared }, "openai/o3-mini")).toEqual([]);
});

test("calls at once are as many as the settings say, and found out where they say nothing", () => {
  const concurrency = (env: Record<string, string>) =>
    providersOf(env).limits({})["provider:openai"]?.windows;
  expect(concurrency({ OPENAI_CONCURRENCY: "7" })).toEqual([{ kind: "concurrency", limit: 7 }]);
  expect(concurrency({ OPENAI_CONCURRENCY: "" })).toEqual([{ kind: "adaptive" }]);
  expect(concurrency({})).toEqual([{ kind: "adaptive" }]);
});

test("what can be asked has a lane, and other settings another identity", () => {
  expect(providersOf({}).names).toEqual(["baseline"]);
  expect(providersOf(own).names).toEqual(["baseline", "openai"]);
  const identity = (env: Record<string, string>) => providersOf(env).identity("openai");
  expect(identity(own)).toBe(identity({ ...own, OPENAI_CONCURRENCY: "7" }));
  expect(identity(own)).not.toBe(identity({ ...own, OPENAI_API_KEY: "k" }));
});

test("a route to a provider that nobody has registered is told", () => {
  expect(problemsOf({}, "nobody/m-1")).toEqual(["route nobody/m-1 there is no provider nobody"]);
});
