import { AsyncLocalStorage } from "node:async_hooks";
import { type HttpReply, isUnsent } from "@fieldwork/http";
import { replyOf } from "../http/pooled-fetch.ts";
import { transportError, unsendable } from "../http/transport-error.ts";

/** One call on its way through a vendor's SDK. */
interface Passing {
  /** Takes the place of what the SDK rendered: what was weighed is what is sent. */
  body: string;
  signal: AbortSignal;
  reply?: HttpReply;
  failure?: { cause: unknown };
}

const passing = new AsyncLocalStorage<Passing>();

/**
 * The `fetch` for a vendor's SDK, which thereby makes address, headers and key of a request, and no
 * more: its body is ours, and so is the reply. SDKs would lose headers, usage and what a refusal says.
 */
export function fetchForSdk(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const call = passing.getStore();
    if (!call) throw new Error("the SDK sent a request of its own");
    const { url, method, headers } = targetOf(input, init);
    try {
      const { body, signal } = call;
      call.reply = replyOf(await send(url, { method, headers, body, signal }));
    } catch (cause) {
      call.failure = { cause };
      throw cause;
    }
    return goodReply();
  };
}

type Fetched = Parameters<typeof fetch>;

function targetOf(input: Fetched[0], { method = "POST", headers = {} }: RequestInit = {}) {
  if (!(input instanceof Request)) return { url: input, method, headers };
  return { url: input.url, method: input.method, headers: input.headers };
}

/** To the SDK every reply is a good one without content. */
function goodReply(): Response {
  return new Response("", { headers: { "content-type": "text/event-stream" } });
}

/**
 * The reply to a call that `post` sends by its SDK, whatever the SDK makes of it.
 *
 * @throws ProviderError if none came; the signal's reason once that has fired.
 */
export async function replyThroughSdk(
  post: (signal: AbortSignal) => Promise<unknown>,
  { body, signal, context }: Pick<Passing, "body" | "signal"> & { context: Sender },
): Promise<HttpReply> {
  const call: Passing = { body, signal };
  const failed = await passing.run(call, () => outcomeOf(post(signal)));
  if (call.reply) return call.reply;
  if (isUnsent(call.failure?.cause)) throw call.failure?.cause;
  signal.throwIfAborted();
  throw call.failure
    ? transportError(call.failure.cause, context)
    : unsendable(failed?.cause, context);
}

interface Sender {
  provider: string;
  model: string;
}

async function outcomeOf(sent: Promise<unknown>): Promise<{ cause: unknown } | undefined> {
  try {
    await sent;
    return undefined;
  } catch (cause) {
    return { cause };
  }
}
