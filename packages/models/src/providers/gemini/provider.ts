import { createVendorProvider, type VendorAccess } from "../../exchange/vendor-provider.ts";
import { schemaDialects } from "../../lower-schema.ts";
import type { ModelProvider } from "../../model-provider.ts";
import { readGenerateContent } from "./reply.ts";
import { toGenerateContent } from "./request.ts";
import { GenerateContentJoiner } from "./stream.ts";

/** Google's Gemini API, through the official SDK. */
export function createGeminiProvider(access: VendorAccess): ModelProvider {
  return createVendorProvider(access, {
    baseUrl: "https://generativelanguage.googleapis.com",
    form: { read: readGenerateContent, joiner: () => new GenerateContentJoiner() },
    dialect: schemaDialects.gemini,
    toBody: toGenerateContent,
    connect: async (sdk) => (await import("./client.ts")).connectGemini(sdk),
  });
}
