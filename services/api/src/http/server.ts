import { randomUUID } from "node:crypto";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import { isAllowedAnywhere } from "@fieldwork/contracts";
import {
  type Problem,
  problem,
  type Route,
  type RouteName,
  routes,
} from "@fieldwork/contracts/api";
import { AppError, type Logger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import { z } from "zod";
import type { Credentials } from "../who/authenticate.ts";
import { createFailures } from "../who/failures.ts";
import type { Principal } from "../who/principal.ts";
import { isKnownHost, isOwnRequest } from "../who/request-guards.ts";
import type { SessionCookie } from "../who/session-cookie.ts";
import { addRoute, whoIs } from "./add-route.ts";
import type { Changes } from "./changes.ts";
import { addConsole, isForPage, type SendPage } from "./console.ts";
import type { Cursors } from "./cursors.ts";
import type { Handlers } from "./handler.ts";
import { isNestedTooDeeply, mostNesting } from "./nesting.ts";
import { plainDocument } from "./plain-document.ts";
import { problemFrom, problemOf, problemType } from "./problems.ts";
import { addQueueBoard, type QueueBoardDeps } from "./queue-board.ts";
import type { PreviewStreamDeps } from "./stream-preview.ts";

export interface ServerDeps {
  cursors: Cursors;
  changes: Changes;
  previews: PreviewStreamDeps;
  /** Keeps which orders were given under which key. */
  database: Database;
  handlers: Handlers;
  authenticate: (credentials: Credentials) => Promise<Principal | undefined>;
  allowedHosts: readonly string[];
  cookie: SessionCookie;
  /** The folder of the built console; undefined to serve none. */
  consoleDir?: string | undefined;
  /** Undefined to show no queues. */
  queueBoard?: QueueBoardDeps | undefined;
  /** How many proxies in front tell the truth about where a request comes from. */
  trustedProxies: number;
  requestsPerMinute: number;
  /** The most requests of one address that prove nobody. */
  failuresPerMinute: number;
  logger: Logger;
}

const maxBodyBytes = 1_000_000;
/** Of a path: as long as the longest that a shape takes, an e-mail address. */
const longestPart = 320;

declare module "fastify" {
  interface FastifyRequest {
    principal: Principal | undefined;
  }
  interface FastifyContextConfig {
    /** Undefined for what is no route of the contract. */
    fieldworkRoute?: Pick<Route, "permission">;
  }
}

/** Every route of the contract over HTTP. Listens nowhere yet. */
export async function createServer(deps: ServerDeps): Promise<FastifyInstance> {
  const { logger } = deps;
  const app = fastify({
    bodyLimit: maxBodyBytes,
    trustProxy: (_, hop) => hop < deps.trustedProxies,
    // Streams and idle connections must not hold the stop up.
    forceCloseConnections: true,
    logger: false,
    routerOptions: { maxParamLength: longestPart },
    genReqId: () => randomUUID(),
    // Nobody else names our requests.
    requestIdHeader: false,
    // Of an address that cannot be decoded, before any hook.
    frameworkErrors(error, { id }, reply) {
      reply.header("x-request-id", id);
      return tell(reply, problemFrom(error));
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // First of all, so that every reply has it.
  app.addHook("onRequest", async ({ id }, reply) => {
    reply.header("x-request-id", id);
  });
  app.setErrorHandler(async (error, { id }, reply) => {
    const told = problemFrom(error);
    if (told.status >= 500) logger.error({ err: error, requestId: id }, "a request failed");
    return tell(reply, told);
  });
  const { consoleDir, cookie } = deps;
  let sendPage: SendPage | undefined;
  app.setNotFoundHandler(async (request, reply) => {
    if (sendPage && isForPage(request)) return sendPage(reply);
    const { method, url } = request;
    const path = url.split("?")[0] ?? "";
    return tell(reply, problemOf(404, "not_found", `there is no ${method} ${path.slice(0, 200)}`));
  });
  await register(app, deps);
  guard(app, deps);
  app.addHook("preValidation", async ({ body }) => {
    if (isNestedTooDeeply(body)) throw nestedTooDeeply();
  });
  app.get("/v1/openapi.json", { schema: { hide: true } }, async () => plainDocument(app.swagger()));
  for (const name of Object.keys(routes) as RouteName[]) addRoute(app, name, deps);
  if (deps.queueBoard) await addQueueBoard(app, deps.queueBoard);
  if (consoleDir !== undefined)
    sendPage = await addConsole(app, { dir: consoleDir, secure: cookie.options.secure });
  return app;
}

async function register(app: FastifyInstance, deps: ServerDeps): Promise<void> {
  const { secure } = deps.cookie.options;
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: { upgradeInsecureRequests: secure ? [] : null },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
  });
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Fieldwork", version: "1", description: "Operates Fieldwork." },
      servers: [{ url: "/" }],
      components: {
        securitySchemes: {
          token: { type: "http", scheme: "bearer" },
          session: { type: "apiKey", in: "cookie", name: deps.cookie.name },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(rateLimit, {
    max: deps.requestsPerMinute,
    timeWindow: "1 minute",
    hook: "preHandler",
    // Of a person all tokens and sessions count together.
    keyGenerator: ({ principal, ip }) => (principal ? whoIs(principal) : ip),
    errorResponseBuilder: (_, { after }) =>
      new AppError(`there were too many requests: go on in ${after}`, {
        code: "too_many_requests",
        retryable: true,
      }),
  });
}

/** Before anything of a request is read: known host, no other site's order, somebody who may. */
function guard(app: FastifyInstance, deps: ServerDeps): void {
  const { allowedHosts, authenticate } = deps;
  const failures = createFailures({
    ...{ most: deps.failuresPerMinute, windowMs: 60_000, mostAddresses: 10_000 },
  });
  app.decorateRequest("principal", undefined);
  app.addHook("onRequest", async (request, reply) => {
    if (!isKnownHost(request.headers.host, allowedHosts)) {
      const detail = "this server is not known by that name: set it in ALLOWED_HOSTS";
      return tell(reply, problemOf(421, "unknown_host", detail));
    }
    if (!isOwnRequest(request)) throw forbidden("orders from other sites are refused");
    const route = request.routeOptions.config.fieldworkRoute;
    if (route === undefined || route.permission === null) return;
    if (failures.isTooMany(request.ip)) throw tooManyFailures();
    const { authorization } = request.headers;
    const session = request.cookies[deps.cookie.name];
    const principal = await authenticate({ authorization, session, from: request.ip });
    if (principal === undefined) {
      failures.note(request.ip);
      throw notSignedIn();
    }
    if (!isAllowedAnywhere(principal.rights, route.permission))
      throw forbidden(`it needs the permission ${route.permission}`);
    request.principal = principal;
  });
}

/** Replies a problem, with the name of its request. */
export function tell(reply: FastifyReply, problem: Problem): FastifyReply {
  const requestId = reply.request.id;
  return reply
    .code(problem.status)
    .type(problemType)
    .send({ ...problem, requestId });
}

function notSignedIn(): AppError {
  return new AppError("sign in, or send the token of somebody who may: Authorization: Bearer …", {
    code: "not_signed_in",
    retryable: false,
  });
}

function tooManyFailures(): AppError {
  return new AppError("too many requests proved nobody: go on in a minute", {
    code: "too_many_requests",
    retryable: true,
  });
}

function nestedTooDeeply(): AppError {
  return new AppError(`the body is nested more than ${mostNesting} deep`, {
    code: "request_invalid",
    retryable: false,
  });
}

function forbidden(message: string): AppError {
  return new AppError(message, { code: "forbidden", retryable: false });
}

z.globalRegistry.add(problem, { id: "Problem" });
