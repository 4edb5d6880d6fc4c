import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@fieldwork/runtime/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runFieldwork } from "../support/command-line.ts";
import { createTestHome, startLineProcess, type TestHome } from "../support/line-process.ts";
import { type RealServer, startLitellm, startLlamaServer } from "./model-servers.ts";

let home: TestHome;
let server: RealServer | undefined;

beforeEach(async () => {
  home = await createTestHome();
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  await home.remove();
});

async function run(baseUrl: string, model: string, ...args: string[]) {
  const line = startLineProcess(["--once", "--json", "--records", "20", ...args], {
    FIELDWORK_HOME: home.dir,
    OPENAI_BASE_URL: baseUrl,
    OPENAI_MODEL: model,
  });
  return { code: await line.ended, output: line.output() };
}

const summaryOf = (output: string) => JSON.parse(output.trimEnd().split("\n").at(-1) ?? "");

test("a llama.cpp server with one slot is drained to the end, and no record dies for want of pace", async () => {
  server = await startLlamaServer();
  const { output } = await run(server.baseUrl, "smollm2");
  const { records, calls } = summaryOf(output);
  expect(records.seen, output).toBe(20);
  const { seen, ...outcomes } = records;
  const ended = Object.values<number>(outcomes).reduce((sum, count) => sum + count, 0);
  expect(ended, output).toBe(seen);
  expect(output).not.toMatch(/dead letter: the model did not answer in time/);
  expect(calls.made).toBeLessThan(80);
}, 900_000);

test("models-51: a llama.cpp server is asked labelled cases, named by its URL alone", async () => {
  server = await startLlamaServer();
  const settings = { FIELDWORK_HOME: home.dir, OPENAI_BASE_URL: server.baseUrl };
  const line = startLineProcess(["--records", "4"], settings);
  try {
    await eventually(() => expect(line.output()).toContain("Watching"), { timeoutMs: 300_000 });
    const profile = await readFile(
      new URL("../../packages/enrichments/catalog/contact-role/cases.jsonl", import.meta.url),
      "utf8",
    );
    const file = join(home.dir, "cases.jsonl");
    await writeFile(file, profile.split("\n").slice(0, 3).join("\n"));
    const args = ["evaluate", "contact-role", "--cases", file, "--json"];
    const { text, exitCode } = await runFieldwork(args, { FIELDWORK_HOME: home.dir });
    expect(exitCode, text).toBe(1);
    expect(JSON.parse(text).figures).toMatchObject([
      { model: expect.stringMatching(/smollm2/i), answered: 3, p50Ms: expect.any(Number) },
      { model: "baseline/tf-idf", answered: 3 },
    ]);
  } finally {
    line.child.kill("SIGINT");
    await line.ended;
  }
}, 900_000);

test("a LiteLLM proxy that does not know the model ends the start with exit code 1 and its reason", async () => {
  server = await startLitellm();
  const { code, output } = await run(server.baseUrl, "unknown");
  expect(code, output).toBe(1);
  expect(output).toMatch(/openai\/unknown for company-profile: .*Invalid model name/);
}, 600_000);

test("the same without preflight ends the run with exit code 1, and no record dies", async () => {
  server = await startLitellm();
  const { code, output } = await run(server.baseUrl, "unknown", "--no-preflight");
  expect(code, output).toBe(1);
  expect(output).toMatch(/closed: .*Invalid model name/);
  expect(summaryOf(output).records).toMatchObject({ dead: 0 });
}, 600_000);
