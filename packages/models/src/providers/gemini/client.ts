import { GoogleGenAI } from "@google/genai";
import type { Posted, SdkAccess, SdkPost } from "../../exchange/vendor-provider.ts";

/** The official client, as far as it makes a request. */
class GeminiClient extends GoogleGenAI {
  post({ model, streams }: Posted, abortSignal: AbortSignal): Promise<unknown> {
    const method = streams ? "streamGenerateContent" : "generateContent";
    return this.apiClient.request({
      path: `models/${encodeURIComponent(model)}:${method}`,
      ...{ abortSignal, httpMethod: "POST", ...(streams && { queryParams: { alt: "sse" } }) },
      // The body that goes out is the one that was weighed.
      body: "{}",
    });
  }
}

/** It retries nothing unless it is told to. */
export function connectGemini({ apiKey, baseUrl, extraHeaders, fetch }: SdkAccess): SdkPost {
  const headers = { ...extraHeaders };
  // Otherwise the SDK asks its environment whether it is to use another API.
  const client = new GeminiClient({
    ...{ apiKey, vertexai: false },
    httpOptions: { baseUrl, fetch, headers },
  });
  return (posted, signal) => client.post(posted, signal);
}
