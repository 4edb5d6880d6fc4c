import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fastify from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addConsole, isForPage } from "./console.ts";

const script = "console.log(1)";
const app = fastify();
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "fieldwork-console-"));
  await mkdir(join(dir, "assets"));
  await writeFile(join(dir, "secret.txt"), "secret");
  await writeFile(join(dir, "index.html"), '<script nonce="FIELDWORK_NONCE">1</script>');
  await writeFile(join(dir, "assets", "index-1.js"), script);
  await writeFile(join(dir, "assets", "index-1.js.gz"), gzipSync(script));
  await addConsole(app, { dir, secure: true });
});

afterAll(async () => {
  await app.close();
  await rm(dir, { recursive: true });
});

const policyOf = ({ headers }: { headers: Record<string, unknown> }) =>
  String(headers["content-security-policy"]);

test("the page is never kept, and its nonce is another one each time", async () => {
  const [one, other] = await Promise.all([app.inject("/"), app.inject("/")]);
  const [, nonce = ""] = /nonce="(.+?)"/.exec(one.body) ?? [];
  expect(nonce).toMatch(/^[\w+/]{22}==$/);
  expect(policyOf(one)).toContain(`script-src 'self' 'nonce-${nonce}'`);
  expect(policyOf(one)).not.toMatch(/unsafe|\*/);
  expect(policyOf(one)).not.toBe(policyOf(other));
  expect(one.headers["cache-control"]).toBe("no-store");
});

test("its files are kept for good, and sent compressed to whoever takes that", async () => {
  const plain = await app.inject("/assets/index-1.js");
  expect(plain.body).toBe(script);
  expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  const packed = await app.inject({
    url: "/assets/index-1.js",
    headers: { "accept-encoding": "gzip" },
  });
  expect(packed.headers["content-encoding"]).toBe("gzip");
});

test("nothing beside its files can be read", async () => {
  for (const url of ["/assets/../secret.txt", "/assets/..%2fsecret.txt", "/assets/"])
    expect((await app.inject(url)).body).not.toBe("secret");
  expect((await app.inject("/assets/..%2fsecret.txt")).statusCode).toBeGreaterThanOrEqual(400);
});

test("only what a browser opens as a page is one", () => {
  const page = { method: "GET", url: "/records?search=a", headers: { accept: "text/html,*/*" } };
  expect(isForPage(page)).toBe(true);
  expect(isForPage({ ...page, url: "/v1/nothing" })).toBe(false);
  expect(isForPage({ ...page, url: "/v1" })).toBe(false);
  expect(isForPage({ ...page, url: "/v1x" })).toBe(true);
  expect(isForPage({ ...page, url: "/assets/old-1.js" })).toBe(false);
  expect(isForPage({ ...page, method: "POST" })).toBe(false);
  expect(isForPage({ ...page, headers: { accept: "application/json" } })).toBe(false);
});
