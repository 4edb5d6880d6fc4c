import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ModelProvider } from "../model-provider.ts";

/**
 * A provider whose vendor is a server in this process: on the same way as every call, it gives each
 * question the same reply. Nothing leaves the machine. `close` ends the server as well.
 */
export async function openStandIn(
  create: (url: string) => ModelProvider,
  reply: string,
): Promise<ModelProvider> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.setHeader("content-type", "text/event-stream");
      response.end(reply);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const provider = create(`http://127.0.0.1:${port}`);
  return {
    ...provider,
    async close() {
      await provider.close?.();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As a model gives its answer, a few characters at a time. */
export function piecesOf(answer: string): string[] {
  return answer.match(/.{1,8}/gs) ?? [];
}
