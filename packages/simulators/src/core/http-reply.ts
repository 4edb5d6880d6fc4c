import type { ServerResponse } from "node:http";
import { constants, gzipSync } from "node:zlib";

/** An answer to a call. One of `json`, `text`, `bytes` and `stream`, or none of them for an empty body. */
export interface Reply {
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, with that content type. */
  json?: unknown;
  /** Sent as it is. It has the content type that `headers` gives it, or none. */
  text?: string;
  /** Sent as they are, such as compressed; `headers` tell what they are. */
  bytes?: Uint8Array;
  /** Sent piece by piece, as a stream of events is. */
  stream?: AsyncIterable<string>;
  /** Kept with the call in the books, and never sent. */
  note?: unknown;
}

/** How much of a reply gets through: all, half a body that says it is whole, or half and a broken connection. */
export type Delivery = "whole" | "half-body" | "half-connection";

export interface Sending {
  delivery?: Delivery;
  /** As the caller sent it; without it, nothing is compressed. */
  acceptEncoding?: string | undefined;
}

export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  { delivery = "whole", acceptEncoding = "" }: Sending = {},
): Promise<void> {
  if (reply.stream) return await sendStream(response, reply, delivery);
  const { body, contentType } = bodyOf(reply);
  const isText = typeof body === "string";
  const isCompressed = isText && /\bgzip\b/.test(acceptEncoding) && body.length >= worthCompressing;
  const whole = isCompressed ? gzipSync(body, fastest) : body;
  const sent = delivery === "half-body" ? halfOf(whole) : whole;
  response.writeHead(reply.status, {
    ...(contentType !== undefined && { "content-type": contentType }),
    ...(isCompressed && { "content-encoding": "gzip" }),
    ...(reply.status !== 204 && { "content-length": Buffer.byteLength(sent) }),
    ...reply.headers,
  });
  if (delivery === "half-connection") await breakOff(response, halfOf(whole));
  else response.end(sent);
}

function halfOf(body: string | Uint8Array): Buffer {
  const bytes = Buffer.from(body);
  return bytes.subarray(0, Math.floor(bytes.byteLength / 2));
}

/** When it is by a clock that a test sets. */
export function clockHeaders(now: (() => number) | undefined): Record<string, string> {
  return now ? { date: new Date(now()).toUTCString() } : {};
}

/** Characters, as web servers have it. */
const worthCompressing = 1024;
const fastest = { level: constants.Z_BEST_SPEED };

async function sendStream(
  response: ServerResponse,
  { status, headers, stream }: Reply,
  delivery: Delivery,
): Promise<void> {
  response.writeHead(status, { ...headers });
  const pieces: string[] = [];
  for await (const piece of stream ?? []) {
    if (response.destroyed) return;
    if (delivery === "whole") response.write(piece);
    else pieces.push(piece);
  }
  const half = Buffer.from(pieces.slice(0, Math.ceil(pieces.length / 2)).join(""));
  if (delivery === "half-connection") await breakOff(response, half);
  else response.end(half);
}

function bodyOf({ json, text, bytes }: Reply): {
  body: string | Uint8Array;
  contentType: string | undefined;
} {
  if (json === undefined) return { body: bytes ?? text ?? "", contentType: undefined };
  return { body: JSON.stringify(json), contentType: "application/json;charset=utf-8" };
}

/** Half of the bytes reach the client before the connection is gone. */
function breakOff(response: ServerResponse, half: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.write(half, () => {
      response.socket?.end();
      response.destroy();
      resolve();
    });
  });
}
