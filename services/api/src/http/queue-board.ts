import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { FastifyAdapter } from "@bull-board/fastify";
import type { LaneQueues } from "@fieldwork/lanes";
import { AppError } from "@fieldwork/runtime";
import type { FastifyInstance } from "fastify";
import { problemFrom } from "./problems.ts";

export interface QueueBoardDeps {
  queues: Pick<LaneQueues, "of">;
  /** The lanes there are now. */
  listLanes: () => Promise<readonly string[]>;
}

export const queueBoardPath = "/queues";

/** Bull-board sets styles on its elements: they are let through on its pages alone. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

type Refusal = ReturnType<Parameters<FastifyAdapter["setErrorHandler"]>[0]>;
type Status = NonNullable<Refusal["status"]>;

/** The queues in bull-board, behind the same sign-in as everything else. It cannot change anything. */
export async function addQueueBoard(app: FastifyInstance, deps: QueueBoardDeps): Promise<void> {
  const { queues, listLanes } = deps;
  const adapter = new FastifyAdapter();
  adapter.setBasePath(queueBoardPath);
  const { replaceQueues } = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: "Fieldwork" } },
  });
  // Otherwise a request that is refused before it comes here is told as a fault of the board.
  adapter.setErrorHandler((error) => {
    const told = problemFrom(error);
    return { status: told.status as Status, body: told };
  });
  const shown = new Map<string, BullMQAdapter>();
  const adapterOf = (lane: string) => {
    const found = shown.get(lane) ?? new BullMQAdapter(queues.of(lane), { readOnlyMode: true });
    shown.set(lane, found);
    return found;
  };
  await app.register(async (scope) => {
    scope.addHook("onRoute", (route) => {
      route.config = { ...route.config, fieldworkRoute: { permission: "line.read-all" } };
      route.schema = { ...route.schema, hide: true };
    });
    scope.addHook("onRequest", async (request, reply) => {
      if (request.method !== "GET" && request.method !== "HEAD") throw readOnly();
      reply.header("content-security-policy", policy);
      replaceQueues((await listLanes()).map(adapterOf));
    });
    scope.addHook("onSend", async (_, reply, payload) => {
      const isPage = String(reply.getHeader("content-type")).startsWith("text/html");
      return isPage ? withoutForeignLinks(String(payload)) : payload;
    });
    await scope.register(adapter.registerPlugin(), { prefix: queueBoardPath });
  });
}

/** Its page links fonts of another site, which nobody here asks for anything. Pure. */
function withoutForeignLinks(page: string): string {
  return page.replaceAll(/<link\b[^>]*\bhref="https?:[^>]*>/g, "");
}

function readOnly(): AppError {
  return new AppError("the queues can only be looked at here", {
    code: "forbidden",
    retryable: false,
  });
}
