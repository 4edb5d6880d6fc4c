import { expect, test } from "vitest";
import { markedText, partialText, previewText } from "./try-text.ts";

test("evidence is marked where it stands, with a little around it", () => {
  const text = `${"a ".repeat(100)}sells wind${" b".repeat(100)}`;
  const start = text.indexOf("sells");
  const marked = markedText(text, { start, end: start + 10 });
  expect(marked).toMatch(/^…[a ]+»sells wind«[b ]+…$/);
  expect(marked.length).toBeLessThan(140);
  expect(markedText("all of it", { start: 0, end: 9 })).toBe("»all of it«");
});

test("an answer that grows shows the values that have begun", () => {
  const partial = { industry: { evidence: "wind", value: "Ene" }, summary: { evidence: "so" } };
  expect(partialText(partial)).toBe("industry  Ene\nsummary  …");
});

test("a preview tells value, evidence, what stands there today, and what a write would do", () => {
  const text = previewText({
    prompt: {
      instructions: "",
      input: "",
      fields: { description: "It sells wind power." },
      masked: [],
    },
    fields: [
      {
        ...{ output: "industry", field: "ai_industry", label: "AI industry" },
        ...{ value: "Energy", confidence: 0.93, evidence: "wind power" },
        place: { field: "description", start: 9, end: 19 },
        today: null,
        decision: { kind: "write", code: "field-empty", text: "it is blank", needsReview: false },
      },
    ],
    usage: {
      ...{ provider: "openai", model: "gpt-6-luna", attempts: 2, inputTokens: 800 },
      ...{ cachedInputTokens: 0, outputTokens: 90, chargedNanoUsd: 1_234_000, heldNanoUsd: 0 },
      durationMs: 2345,
    },
  });
  expect(text).toBe(
    [
      "AI industry (ai_industry): Energy  (93 % sure)",
      "  description: It sells »wind power«.",
      "  today: blank",
      "  a write would be decided as write: it is blank",
      "",
      "openai/gpt-6-luna  $0.001234  800 tokens in, 90 out  2.3 s  2 attempts",
    ].join("\n"),
  );
});
