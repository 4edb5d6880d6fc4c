import { expect, test } from "vitest";
import { answerSchema } from "../../answer-schema.ts";
import { collectReply } from "../../collect-reply.ts";
import { createOpenaiProvider } from "./provider.ts";

/** The body that a provider at this address would send. */
async function bodySentTo(baseUrl: string): Promise<string> {
  let body = "";
  const provider = createOpenaiProvider({
    apiKey: "k",
    baseUrl,
    async fetch(_url, init) {
      body = String(init?.body);
      return new Response("{}");
    },
  });
  const output = { name: "summary", field: "ai_summary", label: "S", type: "text" } as const;
  const outputs = [{ ...output, maxChars: 300 }];
  const call = provider.prepare({
    ...{ model: "m", task: "t", instructions: "", input: "", maxOutputTokens: 100 },
    schema: answerSchema(outputs, { longestInputChars: 100 }),
  });
  await collectReply(call.send(new AbortController().signal)).catch(() => undefined);
  return body;
}

test("OpenAI is told lengths that many records share", async () => {
  const body = await bodySentTo("https://api.openai.com/v1");
  expect(body).toContain('"maxLength":512');
  expect(body).toContain('"maximum":1');
});

test("a server of one's own is told each length as it is", async () => {
  expect(await bodySentTo("http://127.0.0.1:8080/v1")).toContain('"maxLength":300');
});

test("another vendor is told no bounds that it may refuse", async () => {
  const body = await bodySentTo("https://api.elsewhere.example/v1");
  expect(body).toContain('"json_schema"');
  expect(body).not.toMatch(/maxLength|minimum|maximum/);
});
