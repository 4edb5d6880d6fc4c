import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { AppError, delay } from "@fieldwork/runtime";

/** How a server is run, and how it is known to be ready. */
export interface ServerSpec {
  name: string;
  /** Its data and its log. Temporary: removed when it is stopped or its starter dies. */
  folder: string;
  command: string;
  args: readonly string[];
  /** Set when the command is docker's. */
  container?: ServerContainer | undefined;
  probe: () => Promise<void>;
}

export interface ServerContainer {
  name: string;
  /** Starts it again with the data it had. */
  restartArgs: readonly string[];
}

/** A server of ours: to be used, killed, frozen and started again on the same port with its data. */
export interface LocalServer {
  readonly name: string;
  readonly folder: string;
  /** Of the server itself, or of docker's client; 0 while it does not run. */
  pid(): number;
  start(): Promise<void>;
  /** Resolves when the signal is sent; after SIGKILL and SIGTERM, when the server is gone. Its data stays. */
  signal(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

const keeper = fileURLToPath(new URL("keep-server.sh", import.meta.url));
const startTimeoutMs = 60_000;
const logTailChars = 2000;

/** A server that ends with this process, however this process ends. */
export function createLocalServer(spec: ServerSpec): LocalServer {
  const { name, folder, container } = spec;
  const log = join(folder, "server.log");
  let running: { keeper: ChildProcess; pid: number } | undefined;
  let hasStarted = false;

  async function start(): Promise<void> {
    if (running) return;
    const args = hasStarted && container ? container.restartArgs : spec.args;
    // In a group of its own: Ctrl-C reaches it only through us.
    const child = spawn("sh", [keeper, log, folder, container?.name ?? "", spec.command, ...args], {
      stdio: ["pipe", "pipe", "ignore"],
      detached: true,
    });
    hasStarted = true;
    child.once("exit", () => {
      running = undefined;
    });
    const [pid] = await once(createInterface({ input: child.stdout }), "line");
    running = { keeper: child, pid: Number(pid) };
    await waitUntilReady(() => running !== undefined);
  }

  async function waitUntilReady(isRunning: () => boolean): Promise<void> {
    const deadline = performance.now() + startTimeoutMs;
    for (;;) {
      try {
        return await spec.probe();
      } catch (cause) {
        if (isRunning() && performance.now() < deadline) {
          await delay(25);
          continue;
        }
        const said = (await readFile(log, "utf8").catch(() => "")).slice(-logTailChars);
        await stop();
        throw new AppError(`${name} did not start; its output:\n${said}`, {
          code: "internal",
          retryable: false,
          cause,
        });
      }
    }
  }

  async function stop(): Promise<void> {
    if (running) {
      const { keeper: child } = running;
      child.stdin?.end();
      await exited(child);
    } else if (container) {
      await docker("rm", "-f", container.name).catch(() => undefined);
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }

  return {
    name,
    folder,
    pid: () => running?.pid ?? 0,
    start,
    async signal(signal) {
      if (!running) return;
      const { keeper: child, pid } = running;
      if (container) await docker("kill", "--signal", signal, container.name);
      else process.kill(pid, signal);
      if (signal === "SIGKILL" || signal === "SIGTERM") await exited(child);
    },
    stop,
  };
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

async function docker(...args: string[]): Promise<void> {
  await promisify(execFile)("docker", args);
}
