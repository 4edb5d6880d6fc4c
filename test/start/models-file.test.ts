import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
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

async function run(models: string) {
  const config = join(home.dir, "config");
  await mkdir(config, { recursive: true });
  await writeFile(join(config, "models.yaml"), models);
  const line = startLineProcess(["--once", "--json", "--records", "20"], {
    FIELDWORK_HOME: home.dir,
    FIELDWORK_CONFIG: config,
    HOUSE_KEY: openai.credentials.apiKey,
  });
  return { code: await line.ended, output: line.output() };
}

test("the demo asks the models that models.yaml names, by its route, keys and prices", async () => {
  const { code, output } = await run(`
route: [house/gpt-6-luna]
providers:
  - name: house
    kind: openai
    api: chat
    deployments:
      - {baseUrl: "${openai.baseUrl}", keyEnv: HOUSE_KEY}
      - {baseUrl: "${openai.baseUrl}", keyEnv: HOUSE_KEY}
    models:
      - {name: gpt-6-luna, price: {input: 0.1, output: 0.4}}
`);
  expect(code, output).toBe(0);
  expect(output).toContain("Model        house/gpt-6-luna, by models.yaml");
  const summary = JSON.parse(output.trimEnd().split("\n").at(-1) ?? "");
  expect(summary.records.seen).toBe(20);
  expect(summary.calls.made).toBeGreaterThan(0);
  expect((await openai.books.read()).calls.length).toBeGreaterThanOrEqual(summary.calls.made);
}, 90_000);

test("G3: no call is sent that a budget of models.yaml has no room for, and its work is told as undone", async () => {
  const { code, output } = await run(`
route: [house/gpt-6-luna]
budgets:
  - {of: model, name: house/gpt-6-luna, per: day, usd: 0.000001}
providers:
  - {name: house, kind: openai, baseUrl: "${openai.baseUrl}", keyEnv: HOUSE_KEY}
`);
  expect(code, output).toBe(1);
  expect(output).toMatch(/\d+ records: a budget that their calls are charged to has no room/);
  expect((await openai.books.read()).calls).toEqual([]);
}, 90_000);

test("what is wrong with models.yaml ends the start, by its line and column", async () => {
  const { code, output } = await run(`providers:
  - {name: house, kind: openai, key: sk-hush}
budgets:
  - {of: total, per: week, usd: 1}
`);
  expect(code).toBe(1);
  expect(output).toMatch(/models\.yaml:2:38: providers\.0\.key: there is no such key/);
  expect(output).toMatch(/models\.yaml:4:22: budgets\.0\.per: this is not allowed/);
  expect(output).not.toContain("hush");
}, 30_000);
