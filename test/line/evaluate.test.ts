import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiConfig, createApiService } from "@fieldwork/api";
import type { ShownEvaluation } from "@fieldwork/contracts/api";
import { createClient } from "@fieldwork/contracts/client";
import { loadConfig } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import {
  createAnthropicSimulator,
  createGeminiSimulator,
  type ModelSimulator,
} from "@fieldwork/simulators";
import { listEvaluatedAsks, placeEvaluation } from "@fieldwork/store/ordered-asks";
import { createReader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CommandEnd, runFieldwork } from "../support/command-line.ts";
import { createTestLine, type TestLine, testModel } from "../support/test-line.ts";

let line: TestLine;
let vendors: ModelSimulator[];
let environment: Record<string, string>;
let dir: string;
let stopApi: () => Promise<void>;

const openai = `openai/${testModel}`;
const models = [openai, "anthropic/claude-haiku-5-5", "gemini/gemini-3.5-flash"];
const tables = ["work", "write_intent", "write_order", "review"] as const;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "evaluate-"));
  const [anthropic, gemini] = [createAnthropicSimulator(), createGeminiSimulator()];
  vendors = [anthropic, gemini];
  await Promise.all(vendors.map((one) => one.start()));
  line = await createTestLine({
    settings: {
      ANTHROPIC_API_KEY: anthropic.credentials.apiKey,
      ANTHROPIC_BASE_URL: anthropic.url,
      GEMINI_API_KEY: gemini.credentials.apiKey,
      GEMINI_BASE_URL: gemini.url,
    },
  });
  const { database, databaseUrl: connectionString } = line;
  const reader = createReader({ connectionString, max: 1, applicationName: "test" });
  const token = "fwt_local";
  const api = createApiService({
    config: loadConfig(apiConfig, { API_PORT: "0" }),
    ...{ database, reader, host: "127.0.0.1", logDays: 7, localToken: token },
    logger: testLogger(),
  });
  await api.start();
  environment = { FIELDWORK_URL: `http://127.0.0.1:${api.port()}`, FIELDWORK_TOKEN: token };
  stopApi = async () => {
    await api.stop();
    await reader.stop();
  };
});

afterAll(async () => {
  await stopApi?.();
  await line?.stop();
  await Promise.all((vendors ?? []).map((one) => one.stop()));
  await rm(dir, { recursive: true, force: true });
});

function evaluate(args: readonly string[]): Promise<CommandEnd> {
  return runFieldwork(["evaluate", ...args], environment);
}

/** Some of the shipped cases in a file of their own. */
async function someCases(count: number): Promise<string> {
  const profile = line.enrichments.find(({ name }) => name === "company-profile");
  const file = join(dir, "cases.jsonl");
  const lines = (profile?.cases ?? []).slice(0, count).map((one) => `${JSON.stringify(one)}\n`);
  await writeFile(file, lines.join(""));
  return file;
}

/** Everything that work, the writer or a person would go on from. */
async function kept(): Promise<unknown[]> {
  return Promise.all(
    tables.map((table) => line.database.query(`select * from ${table} as t order by t::text`)),
  );
}

async function calls(): Promise<number> {
  return (await line.openai.books.read()).calls.length;
}

async function charged(): Promise<number> {
  const [row] = await line.database.query<{ charged: string }>(
    "select sum(charged_nano_usd)::text as charged from budget where scope like 'purpose:evaluate%'",
  );
  return Number(row?.charged ?? 0);
}

test("models-51: three vendors' models are asked labelled cases through the layer, and shown beside the baseline", async () => {
  const before = await kept();
  const args = models.flatMap((model) => ["--model", model]);
  const file = await someCases(6);
  const { exitCode, text } = await evaluate([
    "company-profile",
    ...args,
    "--cases",
    file,
    "--json",
  ]);
  const told: ShownEvaluation = JSON.parse(text);
  expect(told).toMatchObject({ models, comparedWith: "baseline/tf-idf", ended: 24, open: 0 });
  expect(told.promptVersion).toMatch(/^[0-9a-f]{12}$/);
  expect(told.figures?.map(({ model }) => model)).toEqual([...models, "baseline/tf-idf"]);
  for (const { model, answered, problems, outputs } of told.figures ?? []) {
    expect({ model, answered, problems }).toEqual({ model, answered: 6, problems: [] });
    expect(outputs.map(({ output, answers, labelled }) => [output, answers, labelled])).toEqual([
      ["industry", 6, 6],
      ["summary", 6, 0],
    ]);
  }
  // Six cases prove little: what the definition demands is not certain of any model.
  expect(exitCode).toBe(1);
  expect(new Set(told.misses.map(({ model }) => model))).toEqual(new Set(models));
  expect(await charged()).toBe(
    (told.figures ?? []).reduce((sum, { spentNanoUsd }) => sum + spentNanoUsd, 0),
  );
  expect(await charged()).toBeGreaterThan(0);
  expect(await kept()).toEqual(before);
});

test("models-35: what a model was paid to answer to an evaluation is known to the next one, and to no work", async () => {
  const file = await someCases(6);
  const before = { charged: await charged(), calls: await calls() };
  const args = ["company-profile", "--model", openai, "--cases", file, "--json"];
  const again: ShownEvaluation = JSON.parse((await evaluate(args)).text);
  expect(again.figures).toMatchObject([
    { model: openai, answered: 6, known: 6, spentNanoUsd: 0, costNanoUsd: null },
    { model: "baseline/tf-idf", answered: 6, known: 0 },
  ]);
  expect({ charged: await charged(), calls: await calls() }).toEqual(before);
  const fresh: ShownEvaluation = JSON.parse((await evaluate([...args, "--fresh"])).text);
  expect(fresh.figures).toMatchObject([{ model: openai, answered: 6, known: 0 }, {}]);
  expect(await calls()).toBe(before.calls + 6);
  expect(await line.database.query("select from answer where work_id is not null")).toEqual([]);
});

test("G3: an evaluation that nobody waits for any more asks nothing further, and ends", async () => {
  const before = { charged: await charged(), calls: await calls() };
  const profile = line.enrichments.find(({ name }) => name === "company-profile");
  const [{ inputs, expected } = { inputs: {}, expected: {} }] = profile?.cases ?? [];
  const id = randomUUID();
  await placeEvaluation(line.database, {
    ...{ id, enrichment: "company-profile", definitionHash: profile?.hash ?? "", content: null },
    ...{ models: [openai], comparedWith: null, casesHash: "c", usesKnown: false },
    ...{ orderedBy: "ann", watchedForMs: 0, keptForMs: 60_000 },
    asks: [{ id: randomUUID(), model: openai, caseNumber: 1, inputs, expected }],
  });
  await eventually(async () => {
    const [ask] = await listEvaluatedAsks(line.database, id);
    expect(ask?.state).toBe("cancelled");
  });
  expect({ charged: await charged(), calls: await calls() }).toEqual(before);
});

test("one that goes on by itself needs nobody to look, and asks nothing further once somebody stops it", async () => {
  const profile = line.enrichments.find(({ name }) => name === "company-profile");
  const { FIELDWORK_URL: url = "", FIELDWORK_TOKEN: token = "" } = environment;
  const client = createClient({ url, token });
  const held = await line.openai.faults.hold();
  const { id, asked } = await client.call("evaluations.ask", {
    body: {
      ...{ enrichment: "company-profile", models: [openai], isFresh: true, goesOn: true },
      cases: (profile?.cases ?? []).slice(0, 200),
    },
  });
  expect(asked).toBe(400);
  await held.arrived;
  const watched =
    "select 1 from ordered_ask where evaluation_id = $1 and watched_until is not null";
  await client.call("evaluations.show", { params: { id } });
  expect(await line.database.query(watched, [id])).toEqual([]);
  const { stopped } = await client.call("evaluations.stop", { params: { id } });
  expect(stopped).toBeGreaterThan(0);
  await held.release();
  await eventually(async () => {
    const { open, figures } = await client.call("evaluations.show", { params: { id } });
    expect(open).toBe(0);
    expect(figures?.[0]?.failed).toBeGreaterThan(0);
  });
  const { rows } = await client.call("audit.list", { query: { order: "evaluations.stop" } });
  expect(rows).toMatchObject([{ subject: "definitions/company-profile", after: { id, stopped } }]);
});

test("what a model does not answer is told with its reason, and fails", async () => {
  const file = await someCases(1);
  const { exitCode, text } = await evaluate([
    ...["company-profile", "--model", "nobody/model", "--cases", file],
  ]);
  expect(exitCode).toBe(1);
  expect(text).toMatch(/1× the provider nobody is not configured/);
  expect(text).toMatch(/Missed: nobody\/model did not answer 1 case\./);
});

test("cases that do not fit are refused before anything is asked", async () => {
  const file = join(dir, "cases.jsonl");
  const odd = { inputs: { description: "Wind" }, expected: { industry: "Wind" } };
  await writeFile(file, `${JSON.stringify(odd)}\n`);
  const { exitCode, text } = await evaluate(["company-profile", "--cases", file]);
  expect(exitCode).toBe(3);
  expect(text).toMatch(/case 1: "Wind" is not an option of industry\. Give one of/);
});
