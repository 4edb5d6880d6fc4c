import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";

export interface StandInCall {
  /** Without what is asked beside it. */
  path: string;
  body: string;
  /** Where the server is. */
  origin: string;
}

export interface StandInReply {
  contentType: string;
  headers?: Readonly<Record<string, string>> | undefined;
  body: string;
  /** As vendors compress what is long. */
  isCompressed?: boolean | undefined;
}

export interface StandInServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A server in this process that answers in place of another one, so that practice takes the same way as a real
 * call. Nothing leaves the machine. What it has no reply to is not found.
 */
export async function openStandInServer(
  answer: (call: StandInCall) => StandInReply | undefined,
): Promise<StandInServer> {
  const server = createServer(async (request, response) => {
    try {
      const { pathname: path } = new URL(request.url ?? "", url);
      send(response, answer({ path, body: await text(request), origin: url }));
    } catch {
      response.writeHead(500).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, reply: StandInReply | undefined): void {
  if (reply === undefined) {
    response.writeHead(404).end();
    return;
  }
  const { contentType, headers = {}, body, isCompressed = false } = reply;
  response.writeHead(200, {
    ...{ "content-type": contentType, ...headers },
    ...(isCompressed && { "content-encoding": "gzip" }),
  });
  response.end(isCompressed ? gzipSync(body) : body);
}
