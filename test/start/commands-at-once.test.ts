import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withStore } from "@fieldwork/api/command-line";
import { eventually } from "@fieldwork/runtime/testing";
import { openHome } from "@fieldwork/store/embedded";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { runFieldwork } from "../support/command-line.ts";
import { createTestHome, startLineProcess, type TestHome } from "../support/line-process.ts";

const cli = fileURLToPath(new URL("../../services/api/src/cli.ts", import.meta.url));
let home: TestHome;

beforeAll(async () => {
  home = await createTestHome();
  const once = start("--once");
  expect(await once.ended, once.output()).toBe(0);
}, 60_000);

afterAll(() => home.remove());

const here = () => ({ FIELDWORK_HOME: home.dir });
const start = (...args: string[]) => startLineProcess(["--records", "5", ...args], here());
const budget = () => runFieldwork(["budget"], here());
const done = { exitCode: 0, text: expect.stringContaining("charged") };

describe("commands in one checkout", () => {
  test("that are given at once do not take the server from each other", async () => {
    const [begun, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = withStore(here(), async () => {
      begun.resolve();
      await released.promise;
      return { data: {}, text: "" };
    });
    await begun.promise;
    const others = [budget(), budget()];
    released.resolve();
    await first;
    expect(await Promise.all(others)).toEqual([done, done]);
  }, 120_000);

  test("that Ctrl-C ends leave no server behind", async () => {
    const order = "backfill create company-profile --connection demo-hubspot";
    const { text } = await runFieldwork(order.split(" "), here());
    const [id = ""] = /backfill-[0-9a-f]{8}/.exec(text) ?? [];
    const watching = spawn(process.execPath, [cli, "backfill", "watch", id], {
      env: { PATH: "/usr/bin:/bin", ...here() },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(watching.stdout, "data");
    watching.kill("SIGINT");
    expect(await once(watching, "exit")).toEqual([null, "SIGINT"]);
    const { serverDir } = await openHome(home.dir);
    expect(await readdir(join(serverDir, "data"))).not.toContain("postmaster.pid");
  }, 120_000);

  test("that are given while a line starts wait until it can be asked", async () => {
    const killed = start();
    await eventually(() => expect(killed.output()).toContain("API "), { timeoutMs: 30_000 });
    // It leaves behind where its API was.
    killed.child.kill("SIGKILL");
    await killed.ended;
    const line = start();
    onTestFinished(async () => {
      line.child.kill("SIGTERM");
      await line.ended;
    });
    await eventually(() => expect(line.output()).toContain("Log "), { timeoutMs: 30_000 });
    expect(await budget()).toEqual(done);
    expect(line.output()).toContain("API ");
  }, 120_000);
});
