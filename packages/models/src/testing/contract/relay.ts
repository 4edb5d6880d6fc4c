import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How a reply is handed on. */
export type Delivery =
  | { kind: "whole" }
  /** In pieces of so many bytes. */
  | { kind: "pieces"; bytes: number }
  /** Part of its body, and then the connection breaks. */
  | { kind: "cut"; share: number }
  /** Part of its body, as if that were all. */
  | { kind: "ended"; share: number }
  /** Part of its body, and then nothing until the caller hangs up; `null`: not even its head. */
  | { kind: "stalled"; share: number | null }
  | { kind: "rewritten"; rewrite: (body: string) => string }
  /** Another reply, without asking the vendor. */
  | { kind: "replaced"; status: number; contentType: string; body: (asked: Asked) => string };

/** A request that came. */
export interface Asked {
  path: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** Stands between a provider and its vendor, and hands replies on as told. */
export interface Relay {
  readonly url: string;
  /** How the next reply is handed on; those after it are whole. */
  deliver(delivery: Delivery): void;
  readonly asked: readonly Asked[];
  /** Resolves when a reply has stalled. */
  stalled(): Promise<void>;
  /** Resolves when the caller has hung up on a stalled reply. */
  hungUp(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRelay(vendorUrl: string): Promise<Relay> {
  let next: Delivery = { kind: "whole" };
  const asked: Asked[] = [];
  const stalled = Promise.withResolvers<void>();
  const hungUp = Promise.withResolvers<void>();

  const server = createServer(async (incoming, response) => {
    const delivery = next;
    next = { kind: "whole" };
    // The caller may hang up before there is anything to hand on.
    if (delivery.kind === "stalled") response.on("close", hungUp.resolve);
    const one = {
      path: incoming.url ?? "",
      headers: incoming.headers,
      body: await bytesOf(incoming),
    };
    asked.push(one);
    if (delivery.kind === "replaced") {
      response.writeHead(delivery.status, { "content-type": delivery.contentType });
      response.end(delivery.body(one));
      return;
    }
    const reply = await forward(vendorUrl, incoming.method ?? "POST", one);
    await passOn(reply, response, { delivery, hasStalled: stalled.resolve });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliver(delivery) {
      next = delivery;
    },
    asked,
    stalled: () => stalled.promise,
    hungUp: () => hungUp.promise,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Reply {
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** The vendor's whole reply. One that breaks off there breaks off here, too. */
function forward(vendorUrl: string, method: string, { path, headers, body }: Asked) {
  return new Promise<Reply | undefined>((resolve) => {
    const { host: _, ...kept } = headers;
    const outgoing = request(`${vendorUrl}${path}`, { method, headers: kept }, async (reply) => {
      const { statusCode: status = 500, headers: told } = reply;
      resolve({ status, headers: told, body: await bytesOf(reply) });
    });
    outgoing.on("error", () => resolve(undefined));
    outgoing.end(body);
  });
}

async function passOn(
  reply: Reply | undefined,
  response: ServerResponse,
  { delivery, hasStalled }: { delivery: Delivery; hasStalled: () => void },
): Promise<void> {
  if (!reply) {
    response.destroy();
    return;
  }
  if (delivery.kind === "stalled" && delivery.share === null) return hasStalled();
  const {
    "content-length": _,
    "transfer-encoding": __,
    connection: ___,
    ...headers
  } = reply.headers;
  response.writeHead(reply.status, headers);
  response.flushHeaders();
  const { body } = reply;
  switch (delivery.kind) {
    case "whole":
      response.end(body);
      return;
    case "rewritten":
      response.end(delivery.rewrite(body.toString()));
      return;
    case "ended":
      response.end(partOf(body, delivery.share));
      return;
    case "pieces":
      for (let at = 0; at < body.length; at += delivery.bytes) {
        await written(response, body.subarray(at, at + delivery.bytes));
      }
      response.end();
      return;
    case "cut":
      await written(response, partOf(body, delivery.share));
      response.destroy();
      return;
    case "stalled":
      await written(response, partOf(body, delivery.share ?? 0));
      hasStalled();
      return;
    case "replaced":
      return;
    default:
      delivery satisfies never;
  }
}

function partOf(body: Buffer, share: number): Buffer {
  return body.subarray(0, Math.floor(body.length * share));
}

/** In a packet of its own, as far as that can be had. */
async function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  if (bytes.length > 0)
    await new Promise<void>((resolve) => response.write(bytes, () => resolve()));
  await new Promise((resolve) => setImmediate(resolve));
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
