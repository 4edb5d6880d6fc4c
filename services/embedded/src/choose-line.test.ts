import { loadConfig } from "@fieldwork/runtime";
import { describe, expect, test } from "vitest";
import { type Arguments, parseArguments, usage } from "./arguments.ts";
import { chooseLine } from "./choose-line.ts";
import { embeddedConfig } from "./config.ts";

function choose(env: Record<string, string>, args: Partial<Arguments> = {}) {
  const config = loadConfig(embeddedConfig, env);
  const parsed = { ...parseArguments([]), ...args };
  return chooseLine(config, { args: parsed, env });
}

describe("the model", () => {
  test("is the offline baseline, and the simulators are written, when nothing is set", async () => {
    expect(await choose({})).toEqual({ connections: undefined, route: undefined, writes: true });
  });

  test("is OpenAI's with a key, the default one unless another is named", async () => {
    expect((await choose({ OPENAI_API_KEY: "k" })).route).toEqual(["openai/gpt-6-luna"]);
    const named = await choose({ OPENAI_API_KEY: "k", OPENAI_MODEL: "gpt-5.6-sol" });
    expect(named.route).toEqual(["openai/gpt-5.6-sol"]);
  });

  test("without a known price is refused at start, unless one is declared", async () => {
    const env = { OPENAI_API_KEY: "k", OPENAI_MODEL: "our-own" };
    await expect(choose(env)).rejects.toThrow(
      /openai\/our-own: no price is known\. Set OPENAI_INPUT/,
    );
    const declared = { OPENAI_INPUT_USD_PER_MTOK: "0", OPENAI_OUTPUT_USD_PER_MTOK: "0" };
    expect((await choose({ ...env, ...declared })).route).toEqual(["openai/our-own"]);
  });

  test("on a server of one's own needs neither key nor price", async () => {
    const env = { OPENAI_BASE_URL: "http://ollama:11434/v1", OPENAI_MODEL: "smollm2" };
    expect((await choose(env)).route).toEqual(["openai/smollm2"]);
    const elsewhere = { ...env, OPENAI_BASE_URL: "https://ollama.example.com/v1" };
    const error = await choose(elsewhere).catch((reason: Error) => reason.message);
    expect(error).toMatch(/OPENAI_API_KEY: is missing/);
    expect(error).toMatch(/openai\/smollm2: no price is known\. Set OPENAI_INPUT_USD_PER_MTOK/);
  });

  test("that has been shut down is refused at start, with one to ask in its place", async () => {
    const env = { OPENAI_API_KEY: "k", OPENAI_MODEL: "o4-mini" };
    await expect(choose(env)).rejects.toThrow(
      /openai\/o4-mini: OpenAI has shut this model down on 2026-10-23\. Ask gpt-5\.6-terra/,
    );
  });
});

test("the help names the settings of prices, and what needs none", () => {
  expect(usage).toContain("OPENAI_INPUT_USD_PER_MTOK, OPENAI_OUTPUT_USD_PER_MTOK");
  expect(usage).toMatch(/private network needs no key, and its models cost nothing unless/);
});

test("every problem is told at once", async () => {
  const env = {
    OPENAI_BASE_URL: "https://models.example.com/v1",
    FIELDWORK_CONNECTIONS: "/nowhere/connections.json",
  };
  const error = await choose(env).catch((reason: Error) => reason.message);
  expect(error).toMatch(/2 problems/);
  expect(error).toMatch(/FIELDWORK_CONNECTIONS: .*cannot be read/);
  expect(error).toMatch(/OPENAI_API_KEY: is missing/);
});

test("--write needs connections of one's own", async () => {
  await expect(choose({}, { write: true })).rejects.toThrow(/--write: has no connections/);
});
