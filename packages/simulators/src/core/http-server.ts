import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface HttpServer {
  /** Listens on 127.0.0.1; started again after a stop, on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Without a slash at its end. Throws before the first start. */
  readonly url: string;
}

export function createHttpServer(
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): HttpServer {
  const server = createServer(
    { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 },
    handle,
  );
  let keptPort = port;
  return {
    async start() {
      if (server.listening) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      server.once("error", reject);
      server.listen(keptPort, "127.0.0.1", resolve);
      await promise.finally(() => server.off("error", reject));
      const address = server.address();
      if (address !== null && typeof address === "object") keptPort = address.port;
    },
    async stop() {
      if (!server.listening) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await promise;
    },
    get url() {
      if (keptPort === 0) throw new Error("the simulator has no address before it is started");
      return `http://127.0.0.1:${keptPort}`;
    },
  };
}

export function readBody(request: IncomingMessage): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => resolve(String(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))));
  request.on("error", reject);
  return promise;
}
