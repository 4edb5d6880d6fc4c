import { recordMetrics } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { invoiceVoices } from "../prices/testing/invoice-voices.ts";
import { type InvoicedReply, invoicedCall } from "../prices/testing/invoiced-call.ts";

const voice = invoiceVoices.responses;
const usage = { input_tokens: 90, output_tokens: 20 };
const good = JSON.stringify({
  summary: { value: "It makes pumps.", confidence: 0.9, evidence: "Pumps for mines." },
});
const whole = (text: string): InvoicedReply => ({ body: voice.whole(text, "stop", usage) });
const refused: InvoicedReply = { body: voice.whole("No.", "refused", usage) };

/** All that a label may be called, and what it may say. */
const labels: Readonly<Record<string, readonly string[]>> = {
  "gen_ai.operation.name": ["chat"],
  "gen_ai.provider.name": ["openai"],
  "gen_ai.request.model": ["gpt-6-luna", "gpt-6-sol"],
  "gen_ai.token.type": ["input", "output"],
  "error.type": ["model_refused"],
  "fieldwork.enrichment": ["profile"],
  "fieldwork.purpose": ["preflight"],
  kind: ["first", "repair", "fallback"],
  outcome: ["clean", "unreadable", "model_refused"],
  class: ["live"],
};

test("models-57: tokens, cost, duration, first chunk, waiting, repairs, fallbacks and refusals are counted, by names of the configuration alone", async () => {
  const { metrics, stop } = recordMetrics();
  onTestFinished(stop);
  const chunkTimeoutMs = 3000;
  await invoicedCall(voice, [whole("pumps"), whole(good)], { callId: "one", chunkTimeoutMs });
  const route = ["openai/gpt-6-luna", "openai/gpt-6-sol"];
  await invoicedCall(voice, [whole("pumps"), whole("pumps"), whole(good)], {
    callId: "two",
    route,
  });
  await invoicedCall(voice, [refused], { callId: "three" });
  const told = (name: string) => metrics.filter((one) => one.name === name);
  expect(
    told("fieldwork.model.attempts").map(({ labels: { kind, outcome } }) => [kind, outcome]),
  ).toEqual([
    ["first", "unreadable"],
    ["repair", "clean"],
    ["first", "unreadable"],
    ["repair", "unreadable"],
    ["fallback", "clean"],
    ["first", "model_refused"],
  ]);
  // 90 × 100,000 + 20 × 500,000 pico-USD
  expect(told("fieldwork.model.cost")[0]?.value).toBe(19_000);
  expect(told("gen_ai.client.token.usage").map(({ value }) => value)).toEqual([
    180, 40, 270, 60, 90, 20,
  ]);
  expect(told("gen_ai.client.operation.duration").map((one) => one.labels["error.type"])).toEqual([
    undefined,
    undefined,
    "model_refused",
  ]);
  expect(told("fieldwork.model.admission.wait")).toHaveLength(6);
  expect(told("gen_ai.client.operation.time_to_first_chunk").length).toBeGreaterThan(0);
  for (const one of metrics) {
    for (const [label, value] of Object.entries(one.labels)) {
      expect(labels[label] ?? [], `${one.name} ${label}`).toContain(value);
    }
  }
});
