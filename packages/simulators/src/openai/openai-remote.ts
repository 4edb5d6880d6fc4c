import { type Ask, createRemoteBooks, createRemoteFaults } from "../core/remote-control.ts";
import { costOf } from "../language-model/cost.ts";
import type { RepeatedInputs } from "../language-model/question-book.ts";
import type { ModelUsage } from "../language-model/usage-book.ts";
import type { OpenaiControl } from "./openai-simulator.ts";

/** The same as in its process, for a simulated OpenAI in another. */
export function createOpenaiRemote(ask: Ask): OpenaiControl {
  const usage = async () => (await ask("GET", "/usage")) as Record<string, ModelUsage>;
  return {
    faults: createRemoteFaults(ask),
    books: createRemoteBooks(ask),
    async misbehave(how, match) {
      const { id } = (await ask("POST", "/misbehave", { how, ...match })) as { id: string };
      return id;
    },
    usage,
    repeatedInputs: async () => (await ask("GET", "/repeated-inputs")) as RepeatedInputs,
    costOf: async (prices) => costOf(await usage(), prices),
  };
}
