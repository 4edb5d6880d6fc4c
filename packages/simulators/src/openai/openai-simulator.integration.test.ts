import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import type { Misbehaviour } from "../language-model/misbehaviour.ts";
import {
  description,
  input,
  openSimulated as open,
  problemsWith,
  refusedCall,
} from "./open-simulated-openai.ts";

interface Output {
  value: string | null;
  evidence: string | null;
  confidence: number;
}

function parsed(text: string | null): Record<string, Output> {
  return JSON.parse(text ?? "");
}

describe("simulated OpenAI, asked by the official client", () => {
  test("answers Responses by the schema it was sent, from the words of the input", async () => {
    const { respond } = await open();
    const reply = await respond();
    expect(problemsWith("Response", reply)).toEqual([]);
    expect(reply.status).toBe("completed");
    const { industry, summary, sector } = parsed(reply.output_text);
    expect(sector?.value).toBe("Software");
    expect(sector?.evidence).toBe("Acme builds software for hospitals.");
    expect(summary?.value).toBe("Acme builds software for hospitals. It also rents offices.");
    expect(["Energy", "Information Technology", "Real Estate"]).toContain(industry?.value);
    for (const { evidence, confidence } of [industry, summary, sector].filter(
      (one) => one !== undefined,
    )) {
      expect(description).toContain(evidence);
      expect(confidence).toBeGreaterThan(0.8);
      expect(confidence).toBeLessThanOrEqual(1);
    }
    expect(reply.usage?.total_tokens).toBe(
      (reply.usage?.input_tokens ?? 0) + (reply.usage?.output_tokens ?? 0),
    );
  });

  test("gives the same answer to the same input by either endpoint, whatever the turn", async () => {
    const { respond, chat } = await open();
    const first = await respond();
    const repaired = await respond({
      input: [
        { role: "user", content: input },
        { role: "assistant", content: "{}" },
        { role: "user", content: "industry: is missing" },
      ],
    });
    const reply = await chat();
    expect(problemsWith("CreateChatCompletionResponse", reply)).toEqual([]);
    expect(repaired.output_text).toBe(first.output_text);
    expect(reply.choices[0]?.message.content).toBe(first.output_text);
  });

  test("reads a record in a code fence, or a bare text, and abstains from an empty one", async () => {
    const { respond } = await open();
    const fenced = await respond({
      input: `Record:\n\`\`\`json\n{"about":"${description}"}\n\`\`\``,
    });
    expect(parsed(fenced.output_text).sector?.value).toBe("Software");
    const bare = await respond({ input: description });
    expect(parsed(bare.output_text).sector?.value).toBe("Software");
    const empty = await respond({ input: "Record: {}" });
    expect(parsed(empty.output_text).summary).toMatchObject({ value: null, evidence: null });
  });

  test("stops at the cap of output tokens", async () => {
    const { respond, chat } = await open();
    const reply = await respond({ max_output_tokens: 64 });
    expect(problemsWith("Response", reply)).toEqual([]);
    expect(reply.incomplete_details).toEqual({ reason: "max_output_tokens" });
    expect(reply.usage?.output_tokens).toBeLessThanOrEqual(64);
    expect(() => JSON.parse(reply.output_text)).toThrow();
    expect((await chat({ max_tokens: 20 })).choices[0]?.finish_reason).toBe("length");
  });

  test("lists its models and refuses others", async () => {
    const { client, respond } = await open({ models: ["gpt-6-sol"] });
    const { data } = await client.models.list();
    expect(problemsWith("ListModelsResponse", { object: "list", data })).toEqual([]);
    expect(data.map(({ id }) => id)).toEqual(["gpt-6-sol"]);
    expect(await refusedCall(() => respond())).toMatchObject({
      status: 404,
      code: "model_not_found",
    });
  });

  test.each([
    ["a key it does not know", { apiKey: "sk-other" }, 401, "invalid_api_key"],
    ["a parameter it does not know", { body: { temperatur: 1 } }, 400, "unknown_parameter"],
    ["a cap below 16", { body: { max_output_tokens: 3 } }, 400, "integer_below_min_value"],
    [
      "a schema that is not strict",
      {
        body: {
          text: {
            format: {
              type: "json_schema",
              name: "a",
              strict: true,
              schema: { type: "object", properties: {} },
            },
          },
        },
      },
      400,
      "invalid_json_schema",
    ],
  ])(
    "refuses %s as OpenAI would",
    async (_, { apiKey, body = {} }: { apiKey?: string; body?: object }, status, code) => {
      const { simulator, respond } = await open();
      const other = new OpenAI({
        apiKey: apiKey ?? "sk-any",
        baseURL: simulator.baseUrl,
        maxRetries: 0,
      });
      const error = await refusedCall(() =>
        apiKey === undefined
          ? respond(body)
          : other.responses.create({ model: "gpt-6-luna", input }),
      );
      expect(error).toMatchObject({ status, code });
      expect(problemsWith("Error", error.error)).toEqual([]);
      expect(await simulator.usage()).toEqual({});
    },
  );
});

describe("simulated OpenAI, misbehaving", () => {
  test.each<[Misbehaviour, (text: string) => void]>([
    ["prose", (text) => expect(() => JSON.parse(text)).toThrow()],
    ["malformed-json", (text) => expect(() => JSON.parse(text)).toThrow()],
    ["fenced-json", (text) => expect(text).toMatch(/```json\n\{[\s\S]+\}\n```/)],
    ["wrapped-json", (text) => expect(Object.keys(JSON.parse(text))).toEqual(["answer"])],
    ["percent-confidence", (text) => expect(parsed(text).summary?.confidence).toBeGreaterThan(1)],
    [
      "typeset-evidence",
      (text) => expect(parsed(text).industry?.evidence).toMatch(/^“.*\u00a0.*”$/),
    ],
    ["empty", (text) => expect(text).toBe("")],
    ["wrong-enum", (text) => expect(parsed(text).industry?.value).toBe("Something Else")],
    ["invented-evidence", (text) => expect(input).not.toContain(parsed(text).industry?.evidence)],
    ["missing-output", (text) => expect(Object.keys(parsed(text))).toEqual(["summary", "sector"])],
    ["overlong-text", (text) => expect(parsed(text).summary?.value?.length).toBeGreaterThan(900)],
    ["invented-address", (text) => expect(parsed(text).summary?.value).toContain("https://")],
    ["wild-confidence", (text) => expect(parsed(text).summary?.confidence).toBe(7)],
    ["abstain", (text) => expect(parsed(text).summary?.value).toBeNull()],
  ])("answers one call by %s, and the next one well", async (how, check) => {
    const { simulator, respond } = await open();
    const good = await respond();
    await simulator.misbehave(how);
    check((await respond({ max_output_tokens: 9000 })).output_text);
    expect((await respond()).output_text).toBe(good.output_text);
  });

  test("refuses, filters and fails in the vendor's own shapes", async () => {
    const { simulator, respond, chat } = await open();
    await simulator.misbehave("refusal");
    const refusal = await respond();
    expect(refusal.output.at(-1)).toMatchObject({ content: [{ type: "refusal" }] });
    await simulator.misbehave("content-filter");
    const filtered = await respond();
    expect(filtered.incomplete_details).toEqual({ reason: "content_filter" });
    await simulator.misbehave("failed");
    const failed = await respond();
    expect(failed).toMatchObject({ status: "failed", error: { code: "server_error" } });
    for (const reply of [refusal, filtered, failed]) {
      expect(problemsWith("Response", reply)).toEqual([]);
    }
    await simulator.misbehave("refusal");
    const chatRefusal = await chat();
    expect(chatRefusal.choices[0]?.message).toMatchObject({ content: null });
    expect(chatRefusal.choices[0]?.message.refusal).toMatch(/sorry/);
    await simulator.misbehave("content-filter");
    const chatFiltered = await chat();
    expect(chatFiltered.choices[0]?.finish_reason).toBe("content_filter");
    for (const reply of [chatRefusal, chatFiltered]) {
      expect(problemsWith("CreateChatCompletionResponse", reply)).toEqual([]);
    }
  });
});
