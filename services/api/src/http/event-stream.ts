import type { FastifyReply } from "fastify";

/** Server-sent events to one client. */
export interface EventStream {
  say(event: string, data: unknown): void;
  /** Keeps proxies from taking it for dead. */
  beat(): void;
  end(): void;
  /** Once, when the client is gone or the stream has ended; at once if that has happened. */
  onClose(handle: () => void): void;
}

/** Begins the reply: from now on it is a stream, whatever happens. */
export function beginStream(reply: FastifyReply): EventStream {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    // A proxy must not hold it back.
    "x-accel-buffering": "no",
  });
  // It closes only once its client has taken everything, and one that has stalled may never do so.
  const write = (text: string) => void (raw.writableEnded || raw.write(text));
  write("retry: 3000\n\n");
  return {
    say: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    beat: () => write(": still here\n\n"),
    end: () => void raw.end(),
    onClose(handle) {
      if (raw.destroyed || raw.closed) handle();
      // Of the reply: a request counts as closed once its body is read.
      else raw.once("close", handle);
    },
  };
}
