import { type RecordedSpan, recordSpans } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createRedactor } from "../masking/redact-text.ts";
import { invoiceVoices } from "../prices/testing/invoice-voices.ts";
import { type InvoicedReply, invoicedCall } from "../prices/testing/invoiced-call.ts";

const voice = invoiceVoices.anthropic;
const usage = {
  ...{ input_tokens: 90, output_tokens: 20, cache_read_input_tokens: 10 },
  cache_creation: { ephemeral_5m_input_tokens: 5 },
};
const good = JSON.stringify({
  summary: { value: "It makes pumps.", confidence: 0.9, evidence: "Pumps for mines." },
});
const whole = (text: string): InvoicedReply => ({ body: voice.whole(text, "stop", usage) });

let recorder: Awaited<ReturnType<typeof recordSpans>>;
let spans: RecordedSpan[];

beforeAll(async () => {
  recorder = await recordSpans();
  spans = recorder.spans as RecordedSpan[];
});
beforeEach(() => {
  spans.length = 0;
});
afterAll(() => recorder.stop());

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const record = { firstName: "Ottoline", lastName: "Quill", email: "quill@canary.example" };
const said = "Ottoline Quill (quill@canary.example) makes pumps, call +46 8 123 456 78.";

test("models-54: a call is one span with its attempts below it, in the trace of its change and in both names", async () => {
  await invoicedCall(voice, [whole("pumps"), whole(good)], { traceparent });
  const [call, ...others] = spans.toReversed();
  expect(call).toMatchObject({
    ...{ name: "chat claude-haiku-5-5", parentSpanId: "b7ad6b7169203331" },
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "anthropic",
      "gen_ai.system": "anthropic",
      "gen_ai.prompt.name": "profile",
      "gen_ai.usage.input_tokens": 210,
      "gen_ai.usage.output_tokens": 40,
      "gen_ai.usage.cache_write.input_tokens": 10,
      "gen_ai.usage.cache_creation.input_tokens": 10,
      "fieldwork.model.attempt_outcomes": "unreadable clean",
    },
  });
  expect(others.map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual([
    ["attempt claude-haiku-5-5", call?.spanId],
    ["attempt claude-haiku-5-5", call?.spanId],
  ]);
  expect(others.map(({ attributes }) => attributes["fieldwork.model.attempt_kind"])).toEqual([
    "repair",
    "first",
  ]);
  for (const { traceId } of spans) expect(traceId).toBe("0af7651916cd43dd8448eb211c80319c");
});

test("models-43: no span holds a prompt or an answer, unless the definition says so", async () => {
  await invoicedCall(voice, [whole(said), whole(good)], { input: said, fields: { note: said } });
  const told = JSON.stringify(spans);
  for (const text of ["makes pumps", "Ottoline", "Say what it does", "Pumps for mines"]) {
    expect(told).not.toContain(text);
  }
});

test("models-43: where it says so, each span holds what was asked and answered, without anything personal", async () => {
  const traced = createRedactor({ object: "contact", record });
  const reply = JSON.stringify({ summary: { value: said, confidence: 1, evidence: "none" } });
  const kept = { traced };
  await invoicedCall(voice, [whole(reply), whole(good)], { input: said, kept });
  expect(spans).toHaveLength(3);
  for (const { attributes } of spans) {
    const { "gen_ai.input.messages": asked, "gen_ai.output.messages": answered } = attributes;
    expect(asked).toContain("<PERSON> (<EMAIL>) makes pumps, call <PHONE>.");
    expect(attributes["gen_ai.prompt"]).toBe(asked);
    expect(attributes["gen_ai.completion"]).toBe(answered);
    expect(attributes["gen_ai.system_instructions"]).toContain("Say what it does.");
    expect(JSON.parse(String(answered))).toMatchObject([{ role: "assistant", parts: [{}] }]);
  }
  const told = JSON.stringify(spans);
  for (const value of ["Ottoline", "Quill", "quill@canary", "123 456 78"]) {
    expect(told).not.toContain(value);
  }
});
