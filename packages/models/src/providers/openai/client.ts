import OpenAI from "openai";

/** A request to one of the API's paths, without its body. */
export interface RequestHead {
  url: string;
  headers: Readonly<Record<string, string>>;
}

export interface OpenaiAccess {
  apiKey: string;
  baseUrl: string;
  extraHeaders?: Readonly<Record<string, string>> | undefined;
}

/**
 * Address, headers and key as the official SDK makes them, once for each path: they are the same for every call. What it
 * does beyond that takes a fifth of a millisecond of a call, and would lose headers, usage and what a refusal says.
 */
export function createRequestHeads({
  apiKey,
  baseUrl,
  extraHeaders,
}: OpenaiAccess): (path: string) => Promise<RequestHead> {
  const client = new OpenAI({
    ...{ apiKey, baseURL: baseUrl, maxRetries: 0, logLevel: "off", defaultHeaders: extraHeaders },
    // Otherwise the SDK reads them from the environment.
    ...{ organization: null, project: null, webhookSecret: null, adminAPIKey: null },
  });
  const built = new Map<string, Promise<RequestHead>>();
  return (path) => {
    const known = built.get(path);
    if (known) return known;
    const head = build(client, path);
    built.set(path, head);
    // The next call tries again: what could not be built is not the answer for as long as the provider lives.
    head.catch(() => built.delete(path));
    return head;
  };
}

async function build(client: OpenAI, path: string): Promise<RequestHead> {
  const { url, req } = await client.buildRequest({ method: "post", path, body: "", headers: json });
  return { url, headers: Object.fromEntries(req.headers) };
}

const json = { "content-type": "application/json" };
