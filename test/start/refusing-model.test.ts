import { createOpenaiSimulator, type OpenaiSimulator } from "@fieldwork/simulators";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestHome, startLineProcess, type TestHome } from "../support/line-process.ts";

let home: TestHome;
let openai: OpenaiSimulator;

beforeEach(async () => {
  home = await createTestHome();
  openai = createOpenaiSimulator();
  await openai.start();
});

afterEach(async () => {
  await openai.stop();
  await home.remove();
});

async function run(...args: string[]) {
  const line = startLineProcess(["--once", "--json", "--records", "20", ...args], {
    FIELDWORK_HOME: home.dir,
    OPENAI_API_KEY: openai.credentials.apiKey,
    OPENAI_BASE_URL: openai.baseUrl,
    OPENAI_API: "chat",
    OPENAI_INPUT_USD_PER_MTOK: "0.1",
    OPENAI_OUTPUT_USD_PER_MTOK: "0.4",
  });
  return { code: await line.ended, output: line.output() };
}

/** Questions; which models the server has is asked at each start. */
const calls = async () =>
  (await openai.books.read()).calls.filter(({ method }) => method === "POST").length;
const summaryOf = (output: string) => JSON.parse(output.trimEnd().split("\n").at(-1) ?? "");

test("a model that refuses what it is asked ends the start with the reason, before the first record", async () => {
  await openai.faults.add({ status: 400, times: "always" });
  const { code, output } = await run();
  expect(code, output).toBe(1);
  expect(output).toMatch(/openai\/\S+ for company-profile: .*400/);
  expect(output).toContain("--no-preflight");
  expect(await calls()).toBe(2);
}, 60_000);

test("without preflight, a model that refuses all alike ends the run with exit code 1 and its reason, and no record dies", async () => {
  await openai.faults.add({ status: 400, times: "always" });
  const { code, output } = await run("--no-preflight");
  expect(code, output).toBe(1);
  expect(output).toMatch(/openai\/\S+ (is resting|is being checked)/);
  expect(output).toMatch(/\d+ records?: openai\/\S+ is closed: .*400/);
  expect(summaryOf(output).records).toMatchObject({ dead: 0, written: 0 });
}, 60_000);

test("what a model takes is seen once, and a second start asks nothing again", async () => {
  const first = await run();
  expect(first.code, first.output).toBe(0);
  expect(summaryOf(first.output).records.seen).toBe(20);
  const before = await calls();
  const second = await run();
  expect(second.code, second.output).toBe(0);
  expect(await calls()).toBe(before);
}, 90_000);

test("a server that is down is no refusal: the run waits for it", async () => {
  await openai.faults.add({ status: 503, times: 4 });
  const { code, output } = await run();
  expect(code, output).toBe(0);
}, 90_000);
