import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestHome, startLineProcess, type TestHome } from "../support/line-process.ts";

let home: TestHome;

beforeAll(async () => {
  home = await createTestHome();
});

afterAll(() => home.remove());

function start(...args: string[]) {
  return startLineProcess(args, { FIELDWORK_HOME: home.dir });
}

interface Summary {
  records: Record<string, number>;
  values: { written: number };
  calls: { made: number; saved: number; repaired: number };
  costUsd: number;
  agreement: {
    industry: {
      bestGuess: { agree: number; of: number };
      written: { agree: number; of: number };
      commonestShare: number;
      nearestNeighbourShare: number;
    };
  };
  seconds: number;
  console: string | null;
}

async function drain(...args: string[]): Promise<{ summary: Summary; output: string }> {
  const line = start("--once", "--json", ...args);
  expect(await line.ended, line.output()).toBe(0);
  const output = line.output();
  return { summary: JSON.parse(output.trimEnd().split("\n").at(-1) ?? ""), output };
}

async function postgresPids(): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    const command = await readFile(join("/proc", entry, "cmdline"), "utf8").catch(() => "");
    const id = (
      await readFile(join(home.dir, ".fieldwork", "id"), "utf8").catch(() => "none")
    ).trim();
    const isOurs = command.includes(id) || command.includes(join(home.dir, ".fieldwork"));
    if (isOurs && /postgres\0-D/.test(command)) found.push(Number(entry));
  }
  return found;
}

describe("npm start", () => {
  test("drains both simulated CRMs, sums up, and leaves no server behind", async () => {
    const { summary, output } = await drain();
    const { seen = 0, ...outcomes } = summary.records;
    expect(seen).toBeGreaterThan(1500);
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(seen);
    expect(outcomes).toMatchObject({ dead: 0, superseded: 0 });
    expect(summary.values.written).toBeGreaterThan(2000);
    expect(summary.calls.saved).toBeGreaterThan(0);
    expect(summary.costUsd).toBe(0);
    const { bestGuess, written, nearestNeighbourShare } = summary.agreement.industry;
    expect(bestGuess.agree / bestGuess.of).toBeGreaterThanOrEqual(0.6);
    expect(bestGuess.agree / bestGuess.of).toBeGreaterThanOrEqual(nearestNeighbourShare);
    expect(written.agree / written.of).toBeGreaterThanOrEqual(0.7);
    expect(output).toMatch(/^\d+\/\d+ done {2}read \d+/m);
    expect(await postgresPids()).toEqual([]);
  }, 90_000);

  test("asks no model and writes nothing the second time", async () => {
    const { summary } = await drain();
    expect(summary.calls.made).toBe(0);
    expect(summary.values.written).toBe(0);
  }, 60_000);

  test("takes over the server that a killed start left behind, and stops it", async () => {
    const killed = start();
    await eventually(() => expect(killed.output()).toContain("Watching"), { timeoutMs: 30_000 });
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect(await postgresPids()).toHaveLength(1);
    const { summary } = await drain();
    expect(summary.calls.made).toBe(0);
    expect(await postgresPids()).toEqual([]);
  }, 90_000);

  test("watches until it is told to stop, and then stops cleanly", async () => {
    const line = start();
    await eventually(() => expect(line.output()).toContain("Watching"), { timeoutMs: 30_000 });
    const command = /curl -X PATCH (\S+) .*Bearer (\S+?)'.*-d '(.+)'/.exec(line.output());
    const [, url = "", token = "", body = ""] = command ?? [];
    await fetch(url, {
      method: "PATCH",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body,
    });
    await eventually(() => expect(line.output()).toMatch(/ai_summary {2}written: /), {
      timeoutMs: 15_000,
    });
    await expectApi(line.output());
    line.child.kill("SIGINT");
    expect(await line.ended).toBe(0);
    expect(await postgresPids()).toEqual([]);
  }, 90_000);

  test("stops cleanly also when nobody reads any more what it says", async () => {
    const line = start("--fresh");
    await eventually(() => expect(line.output()).toMatch(/done {2}read [1-9]/), {
      timeoutMs: 30_000,
    });
    line.child.stdout?.destroy();
    line.child.kill("SIGINT");
    expect(await line.ended).toBe(1);
    expect(line.output()).not.toContain("EPIPE");
    expect(await postgresPids()).toEqual([]);
  }, 60_000);

  /** It is served to whoever can read the file of its token, and to nobody else. */
  async function expectApi(output: string): Promise<void> {
    const [, file = ""] = /^API .* with the token in (\S+)$/m.exec(output) ?? [];
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { url, token } = JSON.parse(await readFile(file, "utf8"));
    const ask = (headers: Record<string, string>) =>
      fetch(`${url}/v1/records?limit=1`, { headers });
    expect((await ask({})).status).toBe(401);
    const reply = await ask({ authorization: `Bearer ${token}` });
    expect(await reply.json()).toMatchObject({ rows: [{ title: expect.any(String) }] });
    expect(output).not.toContain(token);
    const [, link = ""] = /^Console +(\S+) signs you in, once$/m.exec(output) ?? [];
    expect(new URL(link)).toMatchObject({ origin: url, pathname: "/welcome" });
    const page = await fetch(link, { headers: { accept: "text/html" } });
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const [, script = ""] = /src="(.+?\.js)"/.exec(await page.text()) ?? [];
    expect((await fetch(new URL(script, url))).headers.get("cache-control")).toContain("immutable");
  }
});

describe("what is missing or wrong", () => {
  test("is said in one message, every problem with its remedy", async () => {
    const line = startLineProcess(["--once"], {
      FIELDWORK_HOME: home.dir,
      POLL_EVERY_MS: "often",
      LOG_LEVEL: "loud",
      FIELDWORK_BUDGET_USD: "a lot",
    });
    expect(await line.ended).toBe(1);
    expect(line.output()).toMatch(/3 problems/);
    expect(line.output()).toMatch(/POLL_EVERY_MS: .*Set milliseconds/);
    expect(line.output()).toMatch(/LOG_LEVEL: .*Set one of trace/);
    expect(line.output()).toMatch(/FIELDWORK_BUDGET_USD: .*Set US dollars/);
  });

  test("is told of arguments and of connections as well", async () => {
    const unknown = start("--twice");
    expect(await unknown.ended).toBe(1);
    expect(unknown.output()).toMatch(/Unknown option '--twice'/);
    const write = start("--write");
    expect(await write.ended).toBe(1);
    expect(write.output()).toMatch(/--write: has no connections to write into/);
  });
});
