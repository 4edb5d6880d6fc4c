import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebhookCall, Webhooks, WebhookVerdict } from "@fieldwork/crm";
import type { Logger, Service } from "@fieldwork/runtime";

export type ToldHints = Omit<Extract<WebhookVerdict, { kind: "hints" }>, "kind">;

export interface WebhookReceiverDeps {
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** What the CRMs call this receiver, without a slash at its end; unless set, this machine alone calls it. */
  publicUrl: string | undefined;
  webhooksOf(connection: string): Webhooks | undefined;
  /** Resolves once they are on disk. */
  keep(told: ToldHints): Promise<void>;
  logger: Logger;
}

export interface WebhookReceiver extends Service {
  /** Zero until started. */
  port(): number;
}

const largestBodyBytes = 1024 * 1024;

/**
 * Takes the calls of CRMs at `/webhooks/<connection>`: checks who makes them over the bytes as they
 * arrived, keeps what they hint at, and answers before anything is read.
 */
export function createWebhookReceiver(deps: WebhookReceiverDeps): WebhookReceiver {
  let server: Server | undefined;
  const port = () => (server?.address() as AddressInfo | null)?.port ?? 0;
  return {
    name: "webhooks",
    port,
    async start() {
      if (server) return;
      const started = createServer((request, response) => {
        answer(deps, request).then(
          (status) => end(response, status),
          (err: unknown) => {
            deps.logger.warn({ err }, "a CRM's call could not be taken; it calls again");
            end(response, 503);
          },
        );
      });
      await new Promise<void>((resolve, reject) => {
        started.once("error", reject);
        started.listen(deps.port, deps.host, resolve);
      });
      server = started;
      deps.logger.info({ host: deps.host, port: port() }, "taking the calls of CRMs");
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

function end(response: ServerResponse, status: number): void {
  if (!response.destroyed) response.writeHead(status, { connection: "close" }).end();
}

async function answer(deps: WebhookReceiverDeps, request: IncomingMessage): Promise<number> {
  const { method = "", url: path = "", headers } = request;
  const connection = /^\/webhooks\/([a-z0-9-]+)(?:\?|$)/.exec(path)?.[1];
  const webhooks = connection === undefined ? undefined : deps.webhooksOf(connection);
  if (webhooks === undefined) return 404;
  if (method !== "POST") return 405;
  const rawBody = await readBody(request);
  if (rawBody === undefined) return 413;
  const publicUrl = deps.publicUrl ?? `http://${deps.host}:${request.socket.localPort}`;
  const call: WebhookCall = { method, url: publicUrl + path, headers, rawBody };
  const verdict = webhooks.parse(call, Date.now());
  if (verdict.kind === "refused") {
    deps.logger.warn({ connection, why: verdict.why }, "a call that is not the CRM's was refused");
    return 401;
  }
  await deps.keep(verdict);
  return 200;
}

/** Undefined for one that is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).byteLength;
    if (bytes > largestBodyBytes) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
