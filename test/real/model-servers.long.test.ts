import { afterEach, beforeEach, expect, test } from "vitest";
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
