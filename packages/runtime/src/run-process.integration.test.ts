import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";

const runProcess = new URL("./run-process.ts", import.meta.url);
const settings = new URL("./process-settings.ts", import.meta.url);
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A process of one service, whose start and stop run this code. */
async function start({ onStart = "", onStop = "", args = [] as string[] }): Promise<ChildProcess> {
  const script = `
    import { runProcess } from "${runProcess}";
    import { processSettings } from "${settings}";
    await runProcess({
      name: "sample",
      about: "Does something for this test.",
      settings: processSettings,
      args: process.argv.slice(1),
      variables: {},
      load: async () => ({ config: processSettings.parse({}) }),
      build: () => ({
        services: [{ name: "part", async start() { ${onStart} }, async stop() { ${onStop} } }],
        checks: [],
      }),
    });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, "--", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

async function untilSaid(child: ChildProcess, words: string): Promise<void> {
  if (!child.stderr) throw new Error("no standard error");
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.includes(words)) return;
  }
  throw new Error(`it ended before it said ${words}`);
}

async function exitCode(child: ChildProcess): Promise<unknown> {
  const [code] = await once(child, "exit");
  return code;
}

test("a process that is asked to stop ends, whatever a client left open", async () => {
  const child = await start({ onStart: "setInterval(() => undefined, 1000);" });
  await untilSaid(child, '"ready"');
  child.kill("SIGTERM");
  expect(await exitCode(child)).toBe(0);
});

test("a process whose part does not stop ends with code 1 before an orchestrator would kill it", async () => {
  const child = await start({ onStop: "await new Promise(() => setInterval(() => {}, 1000));" });
  await untilSaid(child, '"ready"');
  const askedAt = performance.now();
  child.kill("SIGTERM");
  expect(await exitCode(child)).toBe(1);
  expect(performance.now() - askedAt).toBeLessThan(12_000);
});

test("a process that is asked to stop while its start hangs ends before an orchestrator would kill it", async () => {
  const child = await start({
    onStart: 'console.error("begins"); await new Promise((end) => setTimeout(end, 20_000));',
  });
  await untilSaid(child, "begins");
  const askedAt = performance.now();
  child.kill("SIGTERM");
  expect(await exitCode(child)).toBe(1);
  expect(performance.now() - askedAt).toBeLessThan(12_000);
});

test("a start that fails says why and ends with code 1, whatever it left open", async () => {
  const child = await start({
    onStart: 'setInterval(() => undefined, 1000); throw new Error("no luck");',
  });
  const ended = exitCode(child);
  await untilSaid(child, "no luck");
  expect(await ended).toBe(1);
});

test("--help prints what it does and every setting, and starts nothing", async () => {
  const child = await start({ args: ["--help"], onStart: "process.exit(9);" });
  const printed = child.stdout ? text(child.stdout) : "";
  expect(await exitCode(child)).toBe(0);
  expect(await printed).toMatch(/Does something for this test\. .*LOG_LEVEL .*\(info\)/s);
});

test("an argument that is not known is answered with the usage", async () => {
  const child = await start({ args: ["--helper"] });
  await untilSaid(child, "Usage: node services/sample/src/main.ts");
  expect(await exitCode(child)).toBe(2);
});
