import Anthropic from "@anthropic-ai/sdk";
import type { SdkAccess, SdkPost } from "../../exchange/vendor-provider.ts";

const jsonHeaders = { "content-type": "application/json" };

/** The official client, without its retries, its logs and its traces: those of the layer tell of each call once. */
export function connectAnthropic({ apiKey, baseUrl, extraHeaders, fetch }: SdkAccess): SdkPost {
  const client = new Anthropic({
    ...{ apiKey, baseURL: baseUrl, fetch, maxRetries: 0 },
    // Otherwise the SDK reads it from the environment.
    authToken: null,
    logLevel: "off",
    openTelemetry: false,
    ...(extraHeaders && { defaultHeaders: { ...extraHeaders } }),
  });
  // The body that goes out is the one that was weighed.
  return (_, signal) =>
    client.post("/v1/messages", { body: "{}", headers: jsonHeaders, signal }).asResponse();
}
