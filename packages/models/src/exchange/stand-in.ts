import { openStandInServer } from "@fieldwork/http";
import type { ModelProvider } from "../model-provider.ts";

/**
 * A provider whose vendor is a server in this process: on the same way as every call, it gives each
 * question the same reply. `close` ends the server as well.
 */
export async function openStandIn(
  create: (url: string) => ModelProvider,
  reply: string,
): Promise<ModelProvider> {
  const server = await openStandInServer(() => ({ contentType: "text/event-stream", body: reply }));
  const provider = create(server.url);
  return {
    ...provider,
    async close() {
      await provider.close?.();
      await server.close();
    },
  };
}

/** As a model gives its answer, a few characters at a time. */
export function piecesOf(answer: string): string[] {
  return answer.match(/.{1,8}/gs) ?? [];
}
