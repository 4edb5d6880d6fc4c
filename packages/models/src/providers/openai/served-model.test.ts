import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { findServedModel } from "./served-model.ts";

/** A server that lists models, for whoever has its key if it has one. */
async function serve(body: unknown, key?: string): Promise<string> {
  const server = createServer((request, response) => {
    const isKnown = key === undefined || request.headers.authorization === `Bearer ${key}`;
    response.statusCode = isKnown && request.url === "/v1/models" ? 200 : 401;
    response.end(response.statusCode === 200 ? JSON.stringify(body) : "{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

const listOf = (...ids: string[]) => ({ object: "list", data: ids.map((id) => ({ id })) });

async function served(baseUrl: string, apiKey?: string) {
  return findServedModel({ baseUrl, apiKey });
}

test("models-3: the only model of a server needs no name", async () => {
  expect(await served(`${await serve(listOf("smollm2"))}/`)).toBe("smollm2");
  expect(await served(await serve(listOf("smollm2"), "k"), "k")).toBe("smollm2");
});

test("of several, one has to be named", async () => {
  await expect(served(await serve(listOf("qwen3:8b", "llama4")))).rejects.toThrow(
    /OPENAI_MODEL: is not set, and http:\S+ has 2 models\. Name one: qwen3:8b, llama4/,
  );
});

test("a gateway that has the default model is asked for it", async () => {
  expect(await served(await serve(listOf("gpt-6-luna", "gpt-5.6-sol")))).toBeUndefined();
});

test.each([
  ["no list", {}],
  ["no JSON", "<html>"],
])("a server that tells %s is left to be asked", async (_, body) => {
  expect(await served(await serve(body))).toBeUndefined();
  expect(await served("http://127.0.0.1:9/v1")).toBeUndefined();
});
