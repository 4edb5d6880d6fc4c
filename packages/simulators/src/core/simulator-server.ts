import type { IncomingMessage, ServerResponse } from "node:http";
import { createControlRoutes } from "./control-routes.ts";
import { sendReply } from "./http-reply.ts";
import { createHttpServer, type HttpServer, readBody } from "./http-server.ts";
import { playCall } from "./play-call.ts";
import type { Caller, RouteMatch } from "./routes.ts";
import type { SimulatorCore, Vendor } from "./vendor.ts";

const nobody: Caller = { kind: "nobody", id: "" };

/**
 * Serves a vendor over HTTP. A call meets its fault, is handled, is put on disk with what it changed,
 * and only then answered. State is read back before this returns.
 */
export function createSimulatorServer(core: SimulatorCore, vendor: Vendor, port = 0): HttpServer {
  const { journal, books, faults } = core;
  journal.open({ ...vendor.parts, books: books.part });
  const controls = createControlRoutes(core, vendor);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers } = request;
    const arrivedAt = new Date().toISOString();
    const target = targetOf(request);
    const body = await readBody(request);
    const plain = { ...target, headers, body, hungUp: () => hangUpOf(response), vendorFaults: [] };
    const control = controls.match(target.method, target.path);
    if (control) {
      const { route, params } = control;
      const reply = await route.handle({ ...plain, params, caller: nobody });
      journal.flush();
      return await sendReply(response, reply);
    }
    const { route, params } =
      vendor.routes.match(target.method, target.path) ?? unknownRoute(vendor, target);
    const who = route.open ? nobody : vendor.authenticate(headers);
    const refusal = "status" in who ? who : undefined;
    const call = { ...plain, params, caller: "status" in who ? nobody : who };
    await playCall(core, vendor, { call, route, refusal, arrivedAt, response });
  }

  const server = createHttpServer(port, (request, response) => {
    // A client may hang up at any time, even while its answer is being written.
    response.on("error", () => {});
    serve(request, response).catch((error: unknown) => breakDown(response, error));
  });
  return {
    start: () => server.start(),
    async stop() {
      faults.abandon();
      await server.stop();
      journal.close();
    },
    get url() {
      return server.url;
    },
  };
}

function hangUpOf(response: ServerResponse): AbortSignal {
  const hangUp = new AbortController();
  if (response.destroyed) hangUp.abort();
  response.once("close", () => {
    if (!response.writableFinished) hangUp.abort();
  });
  return hangUp.signal;
}

interface Target {
  method: string;
  path: string;
  query: URLSearchParams;
}

function targetOf({ method = "GET", url = "/" }: IncomingMessage): Target {
  const queryStart = url.indexOf("?");
  if (queryStart < 0) return { method, path: url, query: new URLSearchParams() };
  const query = new URLSearchParams(url.slice(queryStart));
  return { method, path: url.slice(0, queryStart), query };
}

function unknownRoute(vendor: Vendor, { method, path }: Target): RouteMatch {
  const handle = () => vendor.notFound(method, path);
  return { route: { kind: "unknown", operation: "unknown", handle }, params: {} };
}

/** A mistake of the simulator's own, told apart from what a vendor would say. */
function breakDown(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  response.writeHead(500, { "content-type": "text/plain", "x-simulator-error": "1" });
  response.end(text);
}
