import { type Ask, createRemoteBooks, createRemoteFaults } from "../core/remote-control.ts";
import type { OpenaiControl } from "./openai-simulator.ts";
import type { ModelUsage } from "./openai-usage-book.ts";

/** The same as in its process, for a simulated OpenAI in another. */
export function createOpenaiRemote(ask: Ask): OpenaiControl {
  return {
    faults: createRemoteFaults(ask),
    books: createRemoteBooks(ask),
    async misbehave(how, match) {
      const { id } = (await ask("POST", "/misbehave", { how, ...match })) as { id: string };
      return id;
    },
    usage: async () => (await ask("GET", "/usage")) as Record<string, ModelUsage>,
  };
}
