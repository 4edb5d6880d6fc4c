import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

export interface OtlpExport {
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Spans or metrics; text in them reads as such. */
  body: string;
}

/** Takes what is exported by OTLP, and keeps it as it came. */
export interface OtlpSink {
  url: string;
  exports(): readonly OtlpExport[];
  /** Of all exports. */
  bodies(): string[];
  stop(): Promise<void>;
}

export async function createOtlpSink(): Promise<OtlpSink> {
  const kept: OtlpExport[] = [];
  const server = createServer(async (request, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { url: path = "", headers } = request;
    const isZipped = headers["content-encoding"] === "gzip";
    kept.push({ path, headers, body: (isZipped ? gunzipSync(body) : body).toString("latin1") });
    reply.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    exports: () => kept,
    bodies: () => kept.map(({ body }) => body),
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
