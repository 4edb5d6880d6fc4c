import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { LocalServer } from "@fieldwork/infra/local";
import { delay } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import { expect } from "vitest";
import { mortalRedis } from "../redis/mortal-redis.ts";
import type { FaultLine } from "./fault-line.ts";
import { underWay } from "./holding.ts";
import type { Fault, Scene } from "./wave.ts";

export const backends = ["redis", "kafka", "postgres"] as const;
export type BackendName = (typeof backends)[number];

/** A backend as a fault sees it; its data stays. */
export interface Mortal {
  crash(): Promise<void>;
  stop(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  start(): Promise<void>;
}

const frozenMs = 4000;

/** SIGKILL while models are asked; PostgreSQL is told to crash as it does by itself when a part of it dies. */
export function crashBackend(name: BackendName): Fault {
  return outage(name, (backend) => backend.crash());
}

/** Ended in good order while models are asked, and started again. */
export function restartBackend(name: BackendName): Fault {
  return outage(name, (backend) => backend.stop());
}

function outage(name: BackendName, end: (backend: Mortal) => Promise<void>): Fault {
  return async (scene) => {
    const backend = mortals[name](scene.line);
    await underWay(scene, "asking");
    await end(backend);
    await scene.feed();
    await backend.start();
  };
}

/** Answers nobody for some seconds, and then goes on as if nothing had been. */
export function freezeBackends(...names: readonly BackendName[]): Fault {
  return async (scene) => {
    const frozen = names.map((name) => mortals[name](scene.line));
    await underWay(scene, "asking");
    for (const backend of frozen) await backend.freeze();
    await scene.feed();
    await delay(frozenMs);
    for (const backend of frozen) await backend.thaw();
  };
}

/**
 * Redis is killed, and comes back as it was before the last second, in which work was done and wake-ups
 * were sent that nobody has claimed: whoever would is frozen.
 */
export const redisLosesItsLastSecond: Fault = async (scene) => {
  const { line } = scene;
  const server = serverOf(line, "redis");
  const redis = mortalRedis(line.stack.backends.redisUrl, server);
  const enrichers = line.stack.processes.filter(({ name }) => name.startsWith("enricher"));
  await redis.note();
  await workIsDone(scene);
  await underWay(scene, "asking");
  for (const enricher of enrichers) await enricher.signal("SIGSTOP");
  await wakeUpsWait(scene);
  await redis.kill("its data of a moment ago");
  for (const enricher of enrichers) await enricher.signal("SIGCONT");
  await scene.feed();
  await server.start();
};

async function wakeUpsWait({ line, feed }: Scene): Promise<void> {
  const [now] = await line.database.query<{ at: Date }>("select now() as at");
  await feed();
  await eventually(async () => {
    const [row] = await line.database.query<{ count: number }>(
      "select count(*)::int as count from work where state = 'dispatched' and dispatched_at > $1",
      [now?.at],
    );
    expect(row?.count).toBeGreaterThan(0);
  });
}

/** None of the services gave up over an outage: each is the process that it was. */
export function unmoved(fault: Fault): Fault {
  return async (scene) => {
    const pids = () => scene.line.stack.processes.map((one) => [one.name, one.pid()]);
    const before = pids();
    await fault(scene);
    expect(pids()).toEqual(before);
  };
}

async function workIsDone({ line, feed }: Scene): Promise<void> {
  const countFinished = async () => {
    const [row] = await line.database.query<{ count: number }>(
      "select count(*)::int as count from work where state = 'written'",
    );
    return row?.count ?? 0;
  };
  const before = await countFinished();
  await feed();
  await eventually(async () => expect(await countFinished()).toBeGreaterThan(before));
}

export const mortals: Readonly<Record<BackendName, (line: FaultLine) => Mortal>> = {
  redis: (line) => mortalServer(serverOf(line, "redis")),
  kafka: (line) => mortalServer(serverOf(line, "kafka")),
  postgres: mortalPostgres,
};

function serverOf({ stack }: FaultLine, name: "redis" | "kafka"): LocalServer {
  const server = stack.backends.servers[name];
  if (!server) throw new Error(`the stack has no ${name} of its own`);
  return server;
}

function mortalServer(server: LocalServer): Mortal {
  return {
    crash: () => server.signal("SIGKILL"),
    stop: () => server.signal("SIGTERM"),
    freeze: () => server.signal("SIGSTOP"),
    thaw: () => server.signal("SIGCONT"),
    start: () => server.start(),
  };
}

function mortalPostgres({ stack: { postgres } }: FaultLine): Mortal {
  if (!postgres) throw new Error("the stack has no PostgreSQL of its own");
  const signalAll = async (signal: "SIGSTOP" | "SIGCONT") => {
    const postmaster = postgres.pid() ?? 0;
    const backends = await childrenOf(postmaster);
    for (const pid of [postmaster, ...backends]) signalIfAlive(pid, signal);
  };
  return {
    async crash() {
      process.kill(postgres.pid() ?? 0, "SIGQUIT");
      await postgres.stop();
    },
    stop: () => postgres.stop(),
    freeze: () => signalAll("SIGSTOP"),
    thaw: () => signalAll("SIGCONT"),
    start: () => postgres.start(),
  };
}

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "pid=", "--ppid", String(pid)]);
  return stdout.split("\n").filter(Boolean).map(Number);
}

function signalIfAlive(pid: number, signal: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
