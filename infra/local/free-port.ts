import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below what systems give to connections and to whoever listens on port 0: those take none of these by chance. */
const [firstPort, endPort] = [20_000, 32_768];
const given = new Set<number>();

/**
 * A port on the loopback interface that nobody listens on now, and that this process has given to
 * nobody yet: whoever it is for may take seconds to start.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(firstPort, endPort);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const listens = await new Promise<boolean>((resolve, reject) => {
    probe.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(false) : reject(error),
    );
    probe.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (listens) await new Promise((resolve) => probe.close(resolve));
  return listens;
}
