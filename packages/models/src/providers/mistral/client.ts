import { HTTPClient, Mistral } from "@mistralai/mistralai";
import type { SdkAccess, SdkPost } from "../../exchange/vendor-provider.ts";

/**
 * The official client, without its retries. It sees nothing of a record: its own traces would hold
 * what it is given.
 */
export function connectMistral({ apiKey, baseUrl, extraHeaders, fetch }: SdkAccess): SdkPost {
  const client = new Mistral({
    ...{ apiKey, serverURL: baseUrl, retryConfig: { strategy: "none" } },
    httpClient: new HTTPClient({ fetcher: fetch }),
  });
  return ({ model, streams }, signal) => {
    const accept = streams ? "text/event-stream" : "application/json";
    const headers = { ...extraHeaders, accept };
    // The body that goes out is the one that was weighed.
    return client.chat.stream({ model, messages: [] }, { headers, fetchOptions: { signal } });
  };
}
