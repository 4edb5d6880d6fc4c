import type { PreviewEvent } from "@fieldwork/contracts/api";
import type { Client } from "@fieldwork/contracts/client";
import { expect, test } from "vitest";
import { runLine } from "../testing/run-line.ts";

const prompt = {
  instructions: "Classify it.",
  input: "<r>",
  fields: { description: "Wind." },
  masked: [],
};
const usage = {
  ...{ provider: "openai", model: "gpt-6-luna", attempts: 1, inputTokens: 8, cachedInputTokens: 0 },
  ...{ outputTokens: 9, chargedNanoUsd: 1000, heldNanoUsd: 0, durationMs: 100 },
};
const answered: PreviewEvent[] = [
  { event: "prompt", data: prompt },
  { event: "partial", data: { industry: { value: "Ene" } } },
  { event: "final", data: { fields: [] } },
  { event: "usage", data: usage },
];

function clientOf(events: readonly PreviewEvent[]) {
  const asked: unknown[] = [];
  const client = {
    call: async (name: string, { query }: { query: { name: string } }) => {
      asked.push({ name, query });
      return { ref: { connection: "hub", object: "company", id: query.name } };
    },
    async *stream(name: string, args: object) {
      asked.push({ name, ...args });
      yield* events;
    },
  } as unknown as Client;
  return { client, asked };
}

test("it shows the answer as it grows, then the whole of it, and the prompt where that is asked for", async () => {
  const { client, asked } = clientOf(answered);
  const live: string[] = [];
  const plain = await runLine("try profile hub/company/7", { client, live });
  expect(asked).toEqual([
    {
      name: "preview.ask",
      body: { enrichment: "profile", connection: "hub", record: "7", model: undefined },
    },
  ]);
  expect(plain.exitCode).toBe(0);
  expect(live).toEqual(["…", "industry  Ene", ""]);
  expect(plain.out).toMatch(/^openai\/gpt-6-luna {2}\$0\.000001/);
  const whole = await runLine("try profile hub/company/7 --prompt --model openai/gpt-6-luna", {
    client,
  });
  expect(whole.out).toMatch(/^Classify it\.\n\n<r>\n\n/);
  const json = await runLine("try profile hub/company/7 --json", { client });
  expect(JSON.parse(json.out)).toEqual({ prompt, fields: [], usage });
});

test("a record may be named by its id alone", async () => {
  const { client, asked } = clientOf(answered);
  expect((await runLine("try profile 7", { client })).exitCode).toBe(0);
  expect(asked).toMatchObject([
    { name: "records.find", query: { name: "7" } },
    { name: "preview.ask", body: { connection: "hub", record: "7" } },
  ]);
});

test("a problem is told as any refusal, and a stream that is cut as a failure", async () => {
  const problem = {
    ...{ type: "about:blank", title: "Too many requests", status: 429 },
    ...{ code: "budget_exhausted", detail: "the budget purpose:preview has no room" },
  };
  const { client } = clientOf([{ event: "problem", data: problem }]);
  const refused = await runLine("try profile hub/company/7", { client });
  expect(refused).toMatchObject({ exitCode: 5, out: "", err: problem.detail });
  const cut = await runLine("try profile hub/company/7", clientOf(answered.slice(0, 2)));
  expect(cut.exitCode).toBe(1);
});
