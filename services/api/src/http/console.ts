import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";

export type SendPage = (reply: FastifyReply) => FastifyReply;

/** Stands in the built page wherever a nonce belongs. */
const nonceMark = "FIELDWORK_NONCE";

/**
 * Serves the built console: its files, whose names change with their content, are kept for good; the page
 * never, and it carries a nonce of its own each time. Returns what sends the page for any of its addresses.
 */
export async function addConsole(
  app: FastifyInstance,
  { dir, secure }: { dir: string; secure: boolean },
): Promise<SendPage> {
  const page = await readFile(join(dir, "index.html"), "utf8");
  await app.register(fastifyStatic, {
    root: join(dir, "assets"),
    prefix: "/assets/",
    ...{ immutable: true, maxAge: "365d", index: false, preCompressed: true },
  });
  const sendPage: SendPage = (reply) => {
    const nonce = randomBytes(16).toString("base64");
    return reply
      .code(200)
      .header("content-security-policy", pagePolicy(nonce, secure))
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
      .send(page.replaceAll(nonceMark, nonce));
  };
  app.get("/", { schema: { hide: true } }, async (_, reply) => sendPage(reply));
  return sendPage;
}

/** Whether a request for what is no route is for a page of the console, which finds out itself which. Pure. */
export function isForPage({ method, url, headers }: PageRequest): boolean {
  if (method !== "GET" || /^\/(v1|assets)(\/|$)/.test(url.split("?")[0] ?? "")) return false;
  return headers.accept?.includes("text/html") ?? false;
}

interface PageRequest {
  method: string;
  url: string;
  headers: { accept?: string | undefined };
}

function pagePolicy(nonce: string, secure: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
