import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Service } from "./service.ts";
import { within } from "./wait.ts";

export interface HealthCheck {
  name: string;
  /** Resolves if it can serve; rejects with what is missing. */
  check: () => Promise<unknown>;
}

/** A service that knows whether it works. */
export type CheckedService = Service & HealthCheck;

/** Resolves if all of them pass. */
export async function checkAll(parts: readonly Pick<HealthCheck, "check">[]): Promise<void> {
  await Promise.all(parts.map((part) => part.check()));
}

export interface HealthServer extends Service {
  /** Zero until started. */
  port(): number;
}

export interface HealthOptions {
  host: string;
  /** 0 picks a free port. */
  port: number;
  checks: readonly HealthCheck[];
}

/** `/livez` replies while the event loop runs; `/readyz` runs every check and names those that fail. */
export function createHealthServer({ host, port, checks }: HealthOptions): HealthServer {
  let server: Server | undefined;
  return {
    name: "health",
    port: () => (server?.address() as AddressInfo | null)?.port ?? 0,
    async start() {
      if (server) return;
      const started = createServer(async (request, response) => {
        if (request.url === "/livez") return void response.writeHead(200).end("ok\n");
        if (request.url !== "/readyz") return void response.writeHead(404).end();
        const failed = await failingChecks(checks);
        response.writeHead(failed.length === 0 ? 200 : 503, { "content-type": "application/json" });
        response.end(`${JSON.stringify({ ready: failed.length === 0, failed })}\n`);
      });
      await new Promise<void>((resolve, reject) => {
        started.once("error", reject);
        started.listen(port, host, resolve);
      });
      server = started;
    },
    async stop() {
      const closing = server;
      server = undefined;
      if (!closing) return;
      closing.closeAllConnections();
      await new Promise((resolve) => closing.close(resolve));
    },
  };
}

const checkTimeoutMs = 2000;

async function failingChecks(checks: readonly HealthCheck[]): Promise<string[]> {
  const results = await Promise.all(
    checks.map((one) =>
      within(checkTimeoutMs, one.check()).then(
        () => undefined,
        () => one.name,
      ),
    ),
  );
  return results.filter((name) => name !== undefined);
}
