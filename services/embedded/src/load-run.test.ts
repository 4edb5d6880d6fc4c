import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMappings } from "@fieldwork/crm";
import { loadConfig } from "@fieldwork/runtime";
import { describe, expect, onTestFinished, test } from "vitest";
import { usage } from "./arguments.ts";
import { embeddedConfig, embeddedProcess } from "./config.ts";
import { loadRun } from "./load-run.ts";
import { loadOwnConnections } from "./own-connections.ts";

const crms = {
  ...{ name: "some", identity: [null] as const, description: "", writes: false },
  connectionNames: [],
  backfills: undefined,
  mappings: createMappings([]),
};

function load(env: Record<string, string>, environment = {}) {
  return loadRun({
    environment,
    config: () => loadConfig(embeddedConfig, env),
    crms: async () => ({ ...crms, open: async () => [] }),
  });
}

describe("the model", () => {
  test("is the offline baseline when nothing is set", async () => {
    expect((await load({})).route).toBeUndefined();
  });

  test("is OpenAI's with a key, the default one unless another is named", async () => {
    expect((await load({ OPENAI_API_KEY: "k" })).route).toEqual(["openai/gpt-6-luna"]);
    const named = await load({ OPENAI_API_KEY: "k", OPENAI_MODEL: "gpt-5.6-sol" });
    expect(named.route).toEqual(["openai/gpt-5.6-sol"]);
  });

  test.each([
    ["ANTHROPIC", "anthropic/claude-haiku-5-5", "claude-opus-5-5"],
    ["GEMINI", "gemini/gemini-3.1-flash-lite", "gemini-3.8-flash"],
    ["MISTRAL", "mistral/mistral-small-latest", "mistral-large-4"],
  ])("is that of %s with its key alone, unless another is named", async (prefix, ref, other) => {
    const key = { [`${prefix}_API_KEY`]: "k" };
    expect((await load(key)).route).toEqual([ref]);
    const [provider] = ref.split("/");
    const named = await load({ ...key, [`${prefix}_MODEL`]: other });
    expect(named.route).toEqual([`${provider}/${other}`]);
    const unpriced = load({ ...key, [`${prefix}_MODEL`]: "our-own" });
    await expect(unpriced).rejects.toThrow(/our-own: no price is known\. Name a model of/);
  });

  test("with keys of several vendors is theirs in turn", async () => {
    const keys = { OPENAI_API_KEY: "k", ANTHROPIC_API_KEY: "k", MISTRAL_API_KEY: "k" };
    expect((await load(keys)).route).toEqual([
      ...["openai/gpt-6-luna", "anthropic/claude-haiku-5-5", "mistral/mistral-small-latest"],
    ]);
  });

  test("without a known price is refused at start, unless one is declared", async () => {
    const env = { OPENAI_API_KEY: "k", OPENAI_MODEL: "our-own" };
    await expect(load(env)).rejects.toThrow(
      /openai\/our-own: no price is known\. Set OPENAI_INPUT/,
    );
    const declared = { OPENAI_INPUT_USD_PER_MTOK: "0", OPENAI_OUTPUT_USD_PER_MTOK: "0" };
    expect((await load({ ...env, ...declared })).route).toEqual(["openai/our-own"]);
  });

  test("on a server of one's own needs neither key nor price", async () => {
    const env = { OPENAI_BASE_URL: "http://ollama:11434/v1", OPENAI_MODEL: "smollm2" };
    expect((await load(env)).route).toEqual(["openai/smollm2"]);
    const elsewhere = { ...env, OPENAI_BASE_URL: "https://ollama.example.com/v1" };
    const error = await load(elsewhere).catch((reason: Error) => reason.message);
    expect(error).toMatch(/OPENAI_API_KEY: is missing/);
    expect(error).toMatch(/openai\/smollm2: no price is known\. Set OPENAI_INPUT_USD_PER_MTOK/);
  });

  test("models-3: on a server of one's own with one model needs its URL alone", async () => {
    const server = createServer((_, response) => response.end('{"data": [{"id": "smollm2"}]}'));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const env = { OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` };
    expect((await load(env)).route).toEqual(["openai/smollm2"]);
    const named = { ...env, OPENAI_MODEL: "gpt-6-luna" };
    expect((await load(named, named)).route).toEqual(["openai/gpt-6-luna"]);
  });

  test("that has been shut down is refused at start, with one to ask in its place", async () => {
    const env = { OPENAI_API_KEY: "k", OPENAI_MODEL: "o4-mini" };
    await expect(load(env)).rejects.toThrow(
      /openai\/o4-mini: OpenAI shut this model down on 2026-10-23\. Ask gpt-5\.6-terra/,
    );
  });
});

test("a budget of what does not exist is refused at start, beside all else that is wrong", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fieldwork-config-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const budget = "{ of: enrichment, name: compnay-profile, per: day, usd: 1 }";
  const provider = "{ name: house, kind: openai, baseUrl: http://ollama:11434/v1, keyEnv: UNSET }";
  await writeFile(join(folder, "models.yaml"), `budgets: [${budget}]\nproviders: [${provider}]\n`);
  const error = await load({}, { FIELDWORK_CONFIG: folder }).catch(({ message }: Error) => message);
  expect(error).toMatch(
    /models\.yaml:1:35: budgets\.0\.name: there is no enrichment with this name\. Write company-profile, or another of contact-role/,
  );
  expect(error).toMatch(/models\.yaml:2:\d+: providers\.0\.keyEnv: the variable UNSET is not set/);
});

test("the help names the settings of prices, and what needs none", () => {
  expect(usage).toContain("OPENAI_INPUT_USD_PER_MTOK");
  expect(usage).toMatch(/private network needs no key, and its models cost nothing unless/);
});

test("every problem of settings, model and connections is told at once", async () => {
  const env = {
    LEASE_MS: "short",
    OPENAI_BASE_URL: "https://models.example.com/v1",
    FIELDWORK_CONNECTIONS: "/nowhere/connections.json",
  };
  const own = (variables: Record<string, string>) =>
    loadRun({
      environment: {},
      config: () => loadConfig(embeddedProcess, variables),
      crms: () => loadOwnConnections(variables, { writes: false, backfills: false }),
    }).catch((reason: Error) => reason.message);
  const wrong = await own(env);
  expect(wrong).toMatch(/2 problems/);
  expect(wrong).toMatch(/FIELDWORK_CONNECTIONS: .*cannot be read/);
  expect(wrong).toMatch(/LEASE_MS: .*Set milliseconds, at least 1000/);
  const right = await own({ ...env, LEASE_MS: "5000" });
  expect(right).toMatch(/2 problems/);
  expect(right).toMatch(/OPENAI_API_KEY: is missing/);
});

test("a run of one's own connections does not begin without their file", async () => {
  await expect(loadOwnConnections({}, { writes: false, backfills: false })).rejects.toThrow(
    /connections\.yaml: is not in the configuration folder.*set FIELDWORK_CONNECTIONS/,
  );
});

test("a role that owns the tables is told from the services' only where both are", async () => {
  const env = { DATABASE_ADMIN_URL: "postgresql://owner@db/fieldwork" };
  await expect(load(env)).rejects.toThrow(/DATABASE_ADMIN_URL: is set, and DATABASE_URL is not/);
});
