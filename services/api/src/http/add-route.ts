import { isAllowedAnywhere, type Permission } from "@fieldwork/contracts";
import {
  problem,
  type Route,
  type RouteName,
  routes,
  type Shape,
  shapes,
} from "@fieldwork/contracts/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { PreviewRequest } from "../previews/ask-preview.ts";
import type { Principal } from "../who/principal.ts";
import type { Cursors } from "./cursors.ts";
import { beginStream } from "./event-stream.ts";
import type { Handlers } from "./handler.ts";
import { once } from "./once.ts";
import { problemOf, problemType } from "./problems.ts";
import type { ServerDeps } from "./server.ts";
import { streamChanges, takesStream } from "./stream.ts";
import { streamPreview } from "./stream-preview.ts";

/** One route of the contract, for requests that have passed the guard. */
export function addRoute(app: FastifyInstance, name: RouteName, deps: ServerDeps): void {
  const route: Route = routes[name];
  const { params, query, body, reply: replied, event }: Shape = shapes[name];
  app.route({
    method: route.method,
    url: route.path,
    // A stream that has no body would never end.
    exposeHeadRoute: route.isStream !== true,
    config: { fieldworkRoute: route },
    schema: {
      operationId: name,
      summary: route.summary,
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...(body && { body }),
      security: route.permission === null ? [] : [{ token: [] }, { session: [] }],
      response: {
        200: event ? streamOf(event) : replied,
        "4xx": { description: "What is wrong", content: { [problemType]: { schema: problem } } },
      },
    },
    handler: async (request, reply) => {
      if (route.isStream) return openStream(name, { request, reply }, deps);
      reply.header("cache-control", "no-store");
      // The shapes of this route have parsed the request, and check the reply.
      const handler = deps.handlers[name as keyof Handlers] as (call: unknown) => Promise<unknown>;
      const { principal, params, body } = request;
      const query = openCursor(name, request.query, deps.cursors);
      const run = async () =>
        withSignedCursors(
          name,
          deps.cursors,
          await handler({
            ...{ principal, params, query, body, place: placeOf(request) },
            keepSession(secret: string | undefined) {
              const { name: cookieName, options } = deps.cookie;
              if (secret === undefined) reply.clearCookie(cookieName, options);
              else reply.setCookie(cookieName, secret, options);
            },
          }),
        );
      const key = request.headers["idempotency-key"];
      const isKept = route.method !== "GET" && route.isInParts !== true;
      if (typeof key !== "string" || principal === undefined || !isKept) return run();
      const asked = { name, params, query, body: body ?? null };
      const showsSecret = route.showsSecret === true;
      return once(deps.database, { who: whoIs(principal), key, request: asked, showsSecret }, run);
    },
  });
}

function streamOf(event: z.ZodType) {
  const description = "Server-sent events: each is one of these, by its name and its data";
  return { description, content: { "text/event-stream": { schema: event } } };
}

async function openStream(
  name: RouteName,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  deps: ServerDeps,
): Promise<void> {
  if (!takesStream(request.headers.accept)) {
    const told = problemOf(406, "request_invalid", "it is a stream: Accept: text/event-stream");
    await reply
      .code(406)
      .type(problemType)
      .send({ ...told, requestId: request.id });
    return;
  }
  if (name === "preview.ask") {
    const { principal, body } = request;
    // Nobody comes here without one.
    if (!principal) return;
    const id = await deps.previews.ask(principal, body as PreviewRequest);
    return streamPreview(beginStream(reply), id, deps.previews);
  }
  const { changes, authenticate, cookie } = deps;
  const { authorization } = request.headers;
  const given = { authorization, session: request.cookies[cookie.name], from: request.ip };
  const needed: Permission = routes["changes.follow"].permission;
  const isAllowed = async () => {
    const principal = await authenticate(given);
    return principal !== undefined && isAllowedAnywhere(principal.rights, needed);
  };
  streamChanges(beginStream(reply), { changes, isAllowed });
}

function openCursor(name: RouteName, query: unknown, cursors: Cursors): unknown {
  if (!isObject(query) || typeof query.cursor !== "string") return query;
  return { ...query, cursor: cursors.open(name, query.cursor) };
}

function withSignedCursors(name: RouteName, cursors: Cursors, reply: unknown): unknown {
  if (!isObject(reply) || !Array.isArray(reply.rows)) return reply;
  const sign = (cursor: unknown) =>
    typeof cursor === "string" ? cursors.sign(name, cursor) : cursor;
  return { ...reply, next: sign(reply.next), previous: sign(reply.previous) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** All tokens and sessions of a person are that person. */
export function whoIs({ personId, actor }: Principal): string {
  return personId ?? actor.id;
}

function placeOf({ ip, headers }: FastifyRequest) {
  return { from: ip, userAgent: headers["user-agent"] };
}
