import { createVendorProvider, type VendorAccess } from "../../exchange/vendor-provider.ts";
import { schemaDialects } from "../../lower-schema.ts";
import type { ModelProvider } from "../../model-provider.ts";
import { readMessage } from "./reply.ts";
import { toMessagesRequest } from "./request.ts";
import { MessageJoiner } from "./stream.ts";

export interface AnthropicOptions extends VendorAccess {
  /** Where the model runs: `us`, `global`; by default as the workspace has it. */
  inferenceGeo?: string | undefined;
}

/** As long as nobody says where it runs, the dearer place is reserved for; the reply tells which it was. */
const anywhere = "of-workspace";

/** Anthropic's Messages API, through the official SDK. */
export function createAnthropicProvider({
  inferenceGeo,
  ...access
}: AnthropicOptions): ModelProvider {
  return createVendorProvider(access, {
    baseUrl: "https://api.anthropic.com",
    form: { read: readMessage, joiner: () => new MessageJoiner() },
    dialect: schemaDialects.plain,
    toBody: (request, streams) => toMessagesRequest(request, { inferenceGeo, streams }),
    connect: async (sdk) => (await import("./client.ts")).connectAnthropic(sdk),
    region: inferenceGeo ?? anywhere,
  });
}
