import { ReplyHeaders } from "@fieldwork/http";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readAnswer, readRefusal } from "../../exchange/answer-events.ts";
import { BodyReader } from "../../exchange/body.ts";
import { ProviderError } from "../../provider-error.ts";
import { type OpenaiMode, wires } from "./wire.ts";

const context = { provider: "openai", model: "m-1", nowMs: 0, secrets: ["k-1"] };
const headers = new ReplyHeaders({});

/** What became of a reply; anything else that is thrown fails the test. */
function resultOf(mode: OpenaiMode, status: number, text: string) {
  if (status >= 300) return readRefusal({ status, headers }, text, context);
  const wire = wires[mode];
  const reader = new BodyReader(wire.joiner());
  reader.push(text);
  try {
    return readAnswer({ reply: { status, headers }, body: reader.body() }, wire, context);
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

const modes = fc.constantFrom<OpenaiMode>("responses", "chat-completions");
const odd = fc.constantFrom<unknown>(
  ...[null, true, 0, -1, "", "stop", "error", "length", "message", "completed", "failed", "{}"],
  ...[
    {},
    [],
    [null],
    ["text"],
    { message: "m" },
    { type: "message" },
    [{ type: "text", text: "t" }],
  ],
  ...[{ arguments: "{}" }, [{ function: null }], { code: 500 }, { message: { content: null } }],
);
const few = { maxKeys: 4 };
const oddChoice = fc.dictionary(
  fc.constantFrom("message", "finish_reason", "text", "error", "content", "type", "phase"),
  fc.oneof(odd, fc.dictionary(fc.constantFrom("content", "refusal", "tool_calls"), odd, few)),
  few,
);
const oddBody = fc.dictionary(
  fc.constantFrom("id", "model", "choices", "output", "status", "error", "object", "output_text"),
  fc.oneof(odd, fc.array(fc.oneof(oddChoice, odd), { maxLength: 2 })),
  few,
);

test("whatever is wrong with a reply of status 200, what it says it used is kept, and it may have cost something", () => {
  const counts = fc.record({ input: fc.nat(1e6), output: fc.nat(1e6) });
  fc.assert(
    fc.property(modes, oddBody, counts, (mode, body, { input, output }) => {
      const usage =
        mode === "responses"
          ? { input_tokens: input, output_tokens: output }
          : { prompt_tokens: input, completion_tokens: output };
      const result = resultOf(mode, 200, JSON.stringify({ ...body, usage }));
      expect(result.usage).toMatchObject({ inputTokens: input, outputTokens: output });
      if (result instanceof ProviderError) expect(result.outcome).toBe("unknown");
    }),
    { numRuns: 1000 },
  );
});

test("any text with any status is an answer or a failure of a known kind", () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    oddBody.map((body) => JSON.stringify(body)),
  );
  fc.assert(
    fc.property(modes, fc.integer({ min: 200, max: 599 }), text, (mode, status, body) => {
      const result = resultOf(mode, status, body);
      const isAnswer = !(result instanceof ProviderError);
      expect(isAnswer && status >= 300).toBe(false);
      if (!isAnswer && status < 300) expect(result.outcome).toBe("unknown");
    }),
    { numRuns: 1000 },
  );
});

test("a reply too deep to be put together again is unreadable, and may have cost something", () => {
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  const text = `{"choices":[{"finish_reason":"stop","message":{"function_call":{"arguments":${deep}}}}]}`;
  expect(resultOf("chat-completions", 200, text)).toMatchObject({
    ...{ reason: "unreadable", outcome: "unknown" },
  });
  expect(resultOf("chat-completions", 400, `{"error":${deep}}`)).toMatchObject({
    reason: "refused-request",
  });
});
