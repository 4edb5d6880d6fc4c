import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { AppError, delay } from "@fieldwork/runtime";

export type Heap = "image" | "unlimited";

export interface ProcessSpec {
  name: string;
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  /** `image`: as large as in its container; `unlimited`: as V8 likes. */
  heap: Heap;
  /** Where its `/readyz` is. */
  healthPort: number;
  onLine: (line: string) => void;
  /** When it ends unasked, it is started again after this long; never, when left out. */
  restartAfterMs?: number | undefined;
}

/** A process of the layout: to be killed, frozen, stopped and started again. Ends with its starter. */
export interface ManagedProcess {
  readonly name: string;
  /** Where `/livez` and `/readyz` are. */
  readonly healthUrl: string;
  /** Of the program itself; 0 while it does not run. */
  pid(): number;
  /** Resolves once it says that it is ready. */
  start(): Promise<void>;
  /** Resolves when the signal is sent; after SIGKILL, when the process is gone. */
  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): Promise<void>;
  /** SIGTERM. Resolves when it is gone, with its exit code and how long that took. */
  stop(): Promise<{ exitCode: number; ms: number }>;
  isReady(): Promise<boolean>;
}

const keeper = fileURLToPath(new URL("../local/keep-server.sh", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
/** Where Node keeps what it has compiled: with it a service starts in half the time. */
export const compiledFolder = fileURLToPath(
  new URL("../../node_modules/.cache/compiled", import.meta.url),
);
/** The heap of the image in its container of 512 MB: old objects get half of that, young ones what the image says. */
export const imageHeap = { oldSpaceMb: 256, semiSpaceMb: 32 } as const;
const heapOptions = `--max-old-space-size=${imageHeap.oldSpaceMb} --max-semi-space-size=${imageHeap.semiSpaceMb}`;
const startTimeoutMs = 60_000;

export function createManagedProcess(spec: ProcessSpec): ManagedProcess {
  const { name, onLine, restartAfterMs } = spec;
  const healthUrl = `http://127.0.0.1:${spec.healthPort}`;
  let running: { child: ChildProcess; pid: number; ended: Promise<number> } | undefined;
  let wanted = false;

  async function launch(): Promise<void> {
    const { child, pid } = await spawnKept(spec);
    createInterface({ input: child.stderr ?? process.stdin }).on("line", onLine);
    const ended = once(child, "close").then(([code]) => Number(code ?? 1));
    running = { child, pid, ended };
    ended.then(async () => {
      if (running?.child === child) running = undefined;
      if (!wanted || restartAfterMs === undefined) return;
      await delay(restartAfterMs);
      if (wanted && !running) await launch();
    });
  }

  async function isReady(): Promise<boolean> {
    try {
      const reply = await fetch(`${healthUrl}/readyz`, { signal: AbortSignal.timeout(3000) });
      await reply.body?.cancel();
      return reply.ok;
    } catch {
      return false;
    }
  }

  return {
    name,
    healthUrl,
    pid: () => running?.pid ?? 0,
    isReady,
    async start() {
      wanted = true;
      if (!running) await launch();
      const deadline = performance.now() + startTimeoutMs;
      while (!(await isReady())) {
        const hasEnded = !running && restartAfterMs === undefined;
        if (hasEnded || performance.now() > deadline) {
          throw new AppError(`${name} did not become ready; its log says why`, {
            code: "internal",
            retryable: false,
          });
        }
        await delay(50);
      }
    },
    async signal(signal) {
      if (!running) return;
      const { pid, ended } = running;
      process.kill(pid, signal);
      if (signal === "SIGKILL") await ended;
    },
    async stop() {
      wanted = false;
      const startedAt = performance.now();
      if (!running) return { exitCode: 0, ms: 0 };
      const { pid, ended } = running;
      process.kill(pid, "SIGCONT");
      process.kill(pid, "SIGTERM");
      const exitCode = await ended;
      return { exitCode, ms: Math.round(performance.now() - startedAt) };
    },
  };
}

/** Runs a program to its end. @throws AppError with its last words when it fails. */
export async function runToEnd(spec: Omit<ProcessSpec, "healthPort">): Promise<void> {
  const words: string[] = [];
  const { child } = await spawnKept(spec);
  createInterface({ input: child.stderr ?? process.stdin }).on("line", (line) => {
    words.push(line);
    spec.onLine(line);
  });
  const [code] = await once(child, "close");
  if (code === 0) return;
  throw new AppError(`${spec.name} failed: ${words.slice(-20).join("\n")}`, {
    code: "internal",
    retryable: false,
  });
}

async function spawnKept({
  command: [program = "", ...args],
  env,
  heap,
}: Pick<ProcessSpec, "command" | "env" | "heap">): Promise<{ child: ChildProcess; pid: number }> {
  const ours = program === "node" ? process.execPath : program;
  // In a group of its own: Ctrl-C reaches it only through us.
  const child = spawn("sh", [keeper, "", "", "", ours, ...args], {
    cwd: root,
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      NODE_COMPILE_CACHE: compiledFolder,
      ...(heap === "image" && { NODE_OPTIONS: heapOptions }),
      ...env,
    },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const [pid] = await once(createInterface({ input: child.stdout }), "line");
  return { child, pid: Number(pid) };
}
