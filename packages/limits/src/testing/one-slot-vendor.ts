import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface OneSlotVendor {
  url: string;
  /** How long it has worked for calls that it answered. */
  workedMs(): number;
  answered(): number;
  /** Calls that it has at the moment, the one it works for with them. */
  calls(): number;
  stop(): Promise<void>;
}

/** Works for one call (POST) at a time; the others queue. Stops working for a caller that has hung up. */
export async function startOneSlotVendor(workMs: number): Promise<OneSlotVendor> {
  const queue: ServerResponse[] = [];
  let isBusy = false;
  let workedMs = 0;
  let answered = 0;

  function next(): void {
    const reply = isBusy ? undefined : queue.shift();
    if (!reply) return;
    if (reply.closed) {
      next();
      return;
    }
    isBusy = true;
    const from = performance.now();
    const timer = setTimeout(() => reply.end("{}"), workMs);
    reply.once("close", () => {
      clearTimeout(timer);
      if (reply.writableFinished) {
        workedMs += performance.now() - from;
        answered += 1;
      }
      isBusy = false;
      next();
    });
  }

  const server = createServer((request, reply) => {
    request.resume();
    if (request.method === "GET") {
      reply.end("{}");
      return;
    }
    queue.push(reply);
    next();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    workedMs: () => workedMs,
    answered: () => answered,
    calls: () => queue.filter(({ closed }) => !closed).length + (isBusy ? 1 : 0),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
