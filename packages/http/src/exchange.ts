import type { Dispatcher } from "undici";
import { type HttpReply, type ReceiveOptions, ReplyReceiver } from "./reply-receiver.ts";

export interface HttpRequest {
  method: string;
  url: string | URL;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

/** Sends one request, once; resolves when its reply has begun. The signal covers the body, too. */
export async function exchange(
  transport: Dispatcher,
  { method, url, headers, body }: HttpRequest,
  options: ReceiveOptions,
): Promise<HttpReply> {
  const { origin, pathname, search } = new URL(url);
  const receiver = new ReplyReceiver(options);
  transport.dispatch(
    { origin, path: pathname + search, method: method as Dispatcher.HttpMethod, headers, body },
    receiver,
  );
  return receiver.reply;
}
