import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { SoakConnectorOptions } from "./soak-connector.ts";

const main = fileURLToPath(new URL("./soak-connector.ts", import.meta.url));

/** The connector's process, of which there is one at a time. */
export interface SoakProcess {
  start(): void;
  /** SIGKILL, and another in its place. */
  kill(): Promise<void>;
  /** The most memory that one of them has taken so far, in MB. */
  peakMb(): Promise<number>;
  /** What they said; nothing while all is well. */
  said(): string;
  stop(): Promise<void>;
}

export function createSoakProcess(options: Omit<SoakConnectorOptions, "holder">): SoakProcess {
  let child: ChildProcess | undefined;
  let started = 0;
  let peak = 0;
  let text = "";

  function start(): void {
    started += 1;
    const told = JSON.stringify({ ...options, holder: `soak-${started}` });
    const spawned = spawn(process.execPath, [main, told], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [spawned.stdout, spawned.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text = (text + chunk).slice(-20_000);
      });
    child = spawned;
  }
  async function peakMb(): Promise<number> {
    const status = await readFile(`/proc/${child?.pid}/status`, "utf8").catch(() => "");
    const kb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
    peak = Math.max(peak, Math.round(kb / 1024));
    return peak;
  }
  async function end(): Promise<void> {
    const ending = child;
    if (!ending) return;
    await peakMb();
    const ended = ending.exitCode === null ? once(ending, "exit") : undefined;
    ending.kill("SIGKILL");
    await ended;
    child = undefined;
  }
  return {
    start,
    async kill() {
      await end();
      start();
    },
    peakMb,
    said: () => text,
    stop: end,
  };
}
