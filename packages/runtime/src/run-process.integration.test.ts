import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";

const runProcess = new URL("./run-process.ts", import.meta.url);
const settings = new URL("./process-settings.ts", import.meta.url);
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A process of one service, whose start and stop run this code. */
async function start({ onStart = "", onStop = "" }): Promise<ChildProcess> {
  const script = `
    import { runProcess } from "${runProcess}";
    import { processSettings } from "${settings}";
    await runProcess({
      name: "sample",
      variables: {},
      load: async () => ({ config: processSettings.parse({}) }),
      build: () => ({
        services: [{ name: "part", async start() { ${onStart} }, async stop() { ${onStop} } }],
        checks: [],
      }),
    });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "ignore", "pipe"],
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

test("a start that fails says why and ends with code 1, whatever it left open", async () => {
  const child = await start({
    onStart: 'setInterval(() => undefined, 1000); throw new Error("no luck");',
  });
  const ended = exitCode(child);
  await untilSaid(child, "no luck");
  expect(await ended).toBe(1);
});
