import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { loadConfig } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { answerSchema } from "../../answer-schema.ts";
import { collectReply } from "../../collect-reply.ts";
import { configureProviders } from "../configure-providers.ts";
import { modelSettings } from "../model-settings.ts";

/** A server that speaks Chat Completions, as llama.cpp, vLLM and Ollama do. */
async function startServer() {
  const asked: { path: string | undefined; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    asked.push({ path: request.url, body: await json(request) });
    const message = { role: "assistant", content: '{"said":true}' };
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        ...{ id: "1", object: "chat.completion", model: "llama" },
        choices: [{ index: 0, finish_reason: "stop", message }],
        usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
      }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { asked, baseUrl: `http://127.0.0.1:${port}/v1` };
}

test("models-3: a server of one's own needs its URL alone: it is asked by Chat Completions, held to a JSON Schema, and free", async () => {
  const { asked, baseUrl } = await startServer();
  const providers = configureProviders(loadConfig(modelSettings, { OPENAI_BASE_URL: baseUrl }));
  expect(providers.problems(["openai/llama"])).toEqual([]);
  expect(providers.isFree("openai/llama")).toBe(true);
  const created = providers.create({ tasks: new Map(), logger: testLogger() });
  const output = { name: "summary", field: "ai_summary", label: "S", type: "text" } as const;
  const provider = created.get("openai");
  if (!provider) throw new Error("it is not askable");
  const call = provider.prepare({
    ...{ model: "llama", task: "t", instructions: "Say it.", input: "text", maxOutputTokens: 100 },
    schema: answerSchema([{ ...output, maxChars: 300 }], { longestInputChars: 100 }),
    inOnePiece: true,
  });
  onTestFinished(() => provider.close?.());
  expect(await collectReply(call.send(new AbortController().signal))).toMatchObject({
    ...{ text: '{"said":true}', finishReason: "stop" },
    usage: { inputTokens: 9, outputTokens: 3 },
  });
  expect(asked).toMatchObject([
    {
      path: "/v1/chat/completions",
      body: {
        model: "llama",
        response_format: {
          type: "json_schema",
          json_schema: { strict: true, schema: { type: "object", required: ["summary"] } },
        },
      },
    },
  ]);
});
