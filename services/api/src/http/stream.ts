import type { FastifyReply, FastifyRequest } from "fastify";
import type { Changes } from "./changes.ts";

export interface StreamDeps {
  changes: Changes;
  /** Whether whoever opened the stream may still have it. */
  isAllowed: () => Promise<boolean>;
}

const beatMs = 15_000;

/**
 * Server-sent events that say what has changed, never the data: whoever is told reads again. Ends with the
 * client, with the process, and soon after whoever opened it may not have it any more.
 */
export function openStream(
  request: FastifyRequest,
  reply: FastifyReply,
  { changes, isAllowed }: StreamDeps,
): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    // A proxy must not hold it back.
    "x-accel-buffering": "no",
  });
  raw.write("retry: 3000\n\n");
  const unfollow = changes.follow((areas) => {
    raw.write(`event: changed\ndata: ${JSON.stringify({ areas })}\n\n`);
  });
  const beat = setInterval(() => {
    isAllowed().then(
      (allowed) => (allowed ? raw.write(": still here\n\n") : raw.end()),
      () => raw.end(),
    );
  }, beatMs);
  request.raw.on("close", () => {
    clearInterval(beat);
    unfollow();
  });
}

/** Whether a client takes an event stream; one that names nothing takes anything. Pure. */
export function takesStream(accept: string | undefined): boolean {
  return accept === undefined || /text\/event-stream|text\/\*|\*\/\*/.test(accept);
}
