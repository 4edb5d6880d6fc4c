import { open, rm, stat } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { AppError, delay } from "@fieldwork/runtime";

export interface RunLock {
  release(): Promise<void>;
}

const takeoverMs = 10_000;

/**
 * Allows one process for each home, by a socket that the kernel closes with its process, so no killed
 * process keeps it. Undefined if another process holds it; `holder` asks that process who it is.
 */
export async function takeRunLock(path: string): Promise<RunLock | undefined> {
  const guard = await openGuard(`${path}.lock`);
  if (guard === undefined) return undefined;
  try {
    if ((await findLockHolder(path)) !== undefined) return undefined;
    await rm(path, { force: true });
    const server = await listen(path);
    return {
      async release() {
        await new Promise((resolve) => server.close(resolve));
        await rm(path, { force: true });
      },
    };
  } finally {
    await rm(guard, { force: true });
  }
}

/** The pid of the process that holds the lock; undefined if there is none. */
export async function findLockHolder(path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.once("error", () => resolve(undefined));
    socket.once("end", () => resolve(Number(text) || 0));
  });
}

async function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.end(String(process.pid)));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        new AppError("the run lock could not be taken", {
          code: "internal",
          retryable: false,
          cause,
        }),
      ),
    );
    server.listen(path, resolve);
  });
  return server;
}

/** Lets one process at a time look and take; a guard left by a kill is removed once it is old. */
async function openGuard(path: string): Promise<string | undefined> {
  const deadline = Date.now() + takeoverMs + 2000;
  while (Date.now() < deadline) {
    try {
      const file = await open(path, "wx", 0o600);
      await file.close();
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > takeoverMs) await rm(path, { force: true });
      await delay(50);
    }
  }
  return undefined;
}
