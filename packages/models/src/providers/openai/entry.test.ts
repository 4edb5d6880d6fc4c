import { expect, test } from "vitest";
import { answerSchema } from "../../answer-schema.ts";
import { collectReply } from "../../collect-reply.ts";
import { openaiEntry } from "./entry.ts";
import { createOpenaiProvider } from "./provider.ts";

const output = { name: "summary", field: "ai_summary", label: "S", type: "text" } as const;
const request = {
  ...{ model: "m", task: "t", instructions: "", input: "", maxOutputTokens: 100 },
  schema: answerSchema([{ ...output, maxChars: 300 }], { longestInputChars: 100 }),
};
const common = { name: "house", extraHeaders: {} };

test("what the file adds goes out with each request, and changes nothing of what is asked", async () => {
  let sent: RequestInit | undefined;
  const provider = createOpenaiProvider({
    ...{ apiKey: "k", baseUrl: "http://127.0.0.1:8080/v1" },
    extraBody: { options: { num_ctx: 8192 }, max_tokens: 1_000_000 },
    extraHeaders: { "X-Title": "fieldwork", "api-key": "k2" },
    async fetch(_url, init) {
      sent = init;
      return new Response("{}");
    },
  });
  const call = provider.prepare(request);
  await collectReply(call.send(new AbortController().signal)).catch(() => undefined);
  const body = String(sent?.body);
  expect(JSON.parse(body)).toMatchObject({ options: { num_ctx: 8192 }, max_tokens: 100 });
  expect(call.inputTokensAtMost).toBeGreaterThanOrEqual(body.length);
  const headers = new Headers(sent?.headers);
  expect([headers.get("x-title"), headers.get("api-key")]).toEqual(["fieldwork", "k2"]);
});

test("a server of one's own needs no key and costs nothing, any other needs one", () => {
  const configure = (baseUrl: string | undefined, apiKey?: string) =>
    openaiEntry.configure({ ...common, deployments: [{ baseUrl, apiKey }] });
  const own = configure("http://ollama:11434/v1");
  expect(own).toMatchObject({ isAskable: true, isFreeUnlessPriced: true });
  expect(own.problems(true)).toEqual([]);
  const abroad = configure("https://models.example.com/v1");
  expect(abroad).toMatchObject({ isAskable: false, isFreeUnlessPriced: false });
  expect(abroad.problems(true)).toMatchObject([{ what: "models.yaml: house.keyEnv" }]);
  expect(configure(undefined, "k").isAskable).toBe(true);
});

test("another key, another server or other headers are another provider to what was checked", () => {
  const deployments = [{ baseUrl: undefined, apiKey: "k" }];
  const identities = [
    openaiEntry.configure({ ...common, deployments }),
    openaiEntry.configure({ ...common, deployments: [{ baseUrl: undefined, apiKey: "k2" }] }),
    openaiEntry.configure({ ...common, deployments, extraBody: { top_k: 1 } }),
    openaiEntry.configure({ ...common, deployments, api: "chat" }),
  ].map(({ identity }) => JSON.stringify(identity));
  expect(new Set(identities).size).toBe(4);
});
