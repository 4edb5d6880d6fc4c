import type { OutputSpec } from "@fieldwork/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerSchema } from "./answer-schema.ts";
import { lowerSchema, schemaDialects } from "./lower-schema.ts";

const industry: OutputSpec = {
  ...{ name: "industry", field: "ai_industry", label: "Industry" },
  ...{ type: "choice", options: ["Energy", "Health Care"] },
};
const summary: OutputSpec = {
  ...{ name: "summary", field: "ai_summary", label: "Summary" },
  ...{ type: "text", maxChars: 400, maxSentences: 2 },
};

const full = answerSchema([industry, summary], { longestInputChars: 180 });

test("states every bound: of evidence by the longest input, of a text, of a confidence", () => {
  expect(full).toEqual({
    type: "object",
    properties: {
      industry: {
        type: "object",
        properties: {
          evidence: {
            type: ["string", "null"],
            description:
              "At most 300 characters copied exactly from one input field; null without a value",
            maxLength: 180,
          },
          value: { type: ["string", "null"], enum: ["Energy", "Health Care", null] },
          confidence: { type: "number", description: "0 to 1", minimum: 0, maximum: 1 },
        },
        required: ["evidence", "value", "confidence"],
        additionalProperties: false,
      },
      summary: {
        type: "object",
        properties: {
          evidence: {
            type: ["string", "null"],
            description:
              "At most 300 characters copied exactly from one input field; null without a value",
            maxLength: 180,
          },
          value: {
            type: ["string", "null"],
            description: "At most 400 characters and 2 sentences",
            maxLength: 400,
          },
          confidence: { type: "number", description: "0 to 1", minimum: 0, maximum: 1 },
        },
        required: ["evidence", "value", "confidence"],
        additionalProperties: false,
      },
    },
    required: ["industry", "summary"],
    additionalProperties: false,
  });
});

test("lets evidence be no longer than a quote, however long the input", () => {
  const schema = answerSchema([industry], { longestInputChars: 4000 });
  expect(JSON.stringify(schema)).toContain('"maxLength":300');
});

function boundsIn(schema: unknown): string[] {
  return JSON.stringify(schema).match(/"(?:maxLength|minimum|maximum)":\d+/g) ?? [];
}

describe("lowered", () => {
  test("for self-hosted servers, it stays as it is", () => {
    expect(lowerSchema(full, schemaDialects.selfHosted)).toEqual(full);
  });

  test("for OpenAI, lengths that differ by record are rounded up, so that few schemas are compiled", () => {
    expect(boundsIn(lowerSchema(full, schemaDialects.openai))).toEqual([
      ...['"maxLength":256', '"minimum":0', '"maximum":1'],
      ...['"maxLength":256', '"maxLength":512', '"minimum":0', '"maximum":1'],
    ]);
    const shared = [130, 180, 256].map((longestInputChars) =>
      lowerSchema(answerSchema([industry], { longestInputChars }), schemaDialects.openai),
    );
    expect(shared[1]).toEqual(shared[0]);
    expect(shared[2]).toEqual(shared[0]);
  });

  test("for a vendor that takes no bounds, it says them in descriptions alone", () => {
    const plain = lowerSchema(full, schemaDialects.plain);
    expect(boundsIn(plain)).toEqual([]);
    expect(JSON.stringify(plain)).toContain("At most 400 characters and 2 sentences");
    expect(plain).toMatchObject({
      properties: {
        industry: { properties: { value: { enum: ["Energy", "Health Care", null] } } },
      },
      required: ["industry", "summary"],
    });
  });

  test("a length from 2000 on is left out: llama.cpp's grammar takes none", () => {
    const long = { ...summary, maxChars: 32_000 };
    const schema = answerSchema([long], { longestInputChars: 10 });
    expect(boundsIn(lowerSchema(schema, schemaDialects.selfHosted))).toEqual([
      ...['"maxLength":10', '"minimum":0', '"maximum":1'],
    ]);
  });

  test("an output that is called as a keyword is kept", () => {
    const named = answerSchema([{ ...industry, name: "maximum" }], { longestInputChars: 10 });
    expect(lowerSchema(named, schemaDialects.plain)).toMatchObject({
      properties: { maximum: { type: "object" } },
    });
  });

  test("twice, it is as lowered once", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(schemaDialects)),
        fc.nat(5000),
        fc.integer({ min: 1, max: 32_000 }),
        (dialect, longestInputChars, maxChars) => {
          const schema = answerSchema([{ ...summary, maxChars }], { longestInputChars });
          const once = lowerSchema(schema, dialect);
          expect(lowerSchema(once, dialect)).toEqual(once);
        },
      ),
    );
  });
});
