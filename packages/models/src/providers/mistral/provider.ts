import { createVendorProvider, type VendorAccess } from "../../exchange/vendor-provider.ts";
import { schemaDialects } from "../../lower-schema.ts";
import type { ModelProvider } from "../../model-provider.ts";
import { readChatReply } from "../openai/chat-reply.ts";
import { ChatJoiner } from "../openai/chat-stream.ts";
import { toMistralChat } from "./request.ts";

/** Mistral, whose replies have the form of OpenAI's completions, through the official SDK. */
export function createMistralProvider(access: VendorAccess): ModelProvider {
  return createVendorProvider(access, {
    baseUrl: "https://api.mistral.ai",
    form: { read: readChatReply, joiner: () => new ChatJoiner() },
    dialect: schemaDialects.plain,
    toBody: toMistralChat,
    connect: async (sdk) => (await import("./client.ts")).connectMistral(sdk),
  });
}
