import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillSchema } from "./fill-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import { readInput } from "./read-input.ts";

const company = {
  name: "Acme Software AB",
  description: "We pump water for cities. Our engineers sit in Kista. Founded in 1990.",
};
const ofCompany = readInput([`The record:\n<r-1>\n${JSON.stringify(company)}\n</r-1>`]);
const ofNothing = readInput(["{}"]);

const fill = (schema: JsonSchema, reading = ofCompany) => fillSchema(schema, reading);

describe("an answer", () => {
  test("takes the option whose words are in any field, and quotes that field", () => {
    const schema = {
      type: "object",
      properties: {
        evidence: { type: ["string", "null"] },
        value: { anyOf: [{ enum: ["Energy", "Software & Services"] }, { type: "null" }] },
      },
    };
    expect(fill(schema)).toEqual({ evidence: "Acme Software AB", value: "Software & Services" });
  });

  test("quotes past an initial, which ends no sentence", () => {
    const about = readInput([
      JSON.stringify({ description: "H. Lundbeck sells pills by way of Novo A/S. It grew." }),
    ]);
    const properties = { evidence: { type: "string" }, text: { type: "string" } };
    expect(fill({ type: "object", properties }, about)).toMatchObject({
      evidence: "H. Lundbeck sells pills by way of Novo A/S.",
    });
  });

  test("follows references and combined schemas", () => {
    const schema = {
      $ref: "#/$defs/answer",
      $defs: {
        answer: {
          allOf: [
            { type: "object", properties: { one: { $ref: "#/$defs/text" } } },
            { properties: { two: { oneOf: [{ $ref: "#/$defs/text" }, { type: "null" }] } } },
          ],
        },
        text: { type: "string", maxLength: 24 },
      },
    };
    expect(fill(schema)).toEqual({ one: "We pump water for", two: "We pump water for" });
  });

  test("ends where a schema goes round in circles", () => {
    const node = {
      type: "object",
      properties: { next: { anyOf: [{ $ref: "#/$defs/node" }, { type: "null" }] } },
    };
    expect(JSON.stringify(fill({ ...node, $defs: { node } }))).toMatch(/"next":null/);
    expect(fill({ $ref: "#/$defs/self", $defs: { self: { $ref: "#/$defs/self" } } })).toBeNull();
  });

  test("is null about an empty record, wherever that is allowed", () => {
    const properties = {
      value: { type: ["string", "null"], enum: ["A", null] },
      evidence: { type: ["string", "null"] },
      confidence: { type: "number" },
    };
    expect(fill({ type: "object", properties }, ofNothing)).toEqual({
      value: null,
      evidence: null,
      confidence: 0.1,
    });
  });
});

const integers = (min: number, max: number) => fc.integer({ min, max });
const range = (low: string, high: string) =>
  fc.record({ [low]: integers(-5, 5), [high]: integers(6, 20) }, { requiredKeys: [] });

const { schema: anySchema } = fc.letrec<{ schema: JsonSchema; leaf: JsonSchema }>((tie) => ({
  leaf: fc.oneof(
    fc
      .uniqueArray(fc.oneof(fc.string(), fc.constant(null)), { minLength: 1, maxLength: 4 })
      .filter((options) => options.some((option) => option !== null))
      .map((options) => ({ enum: options })),
    fc.constant({ type: "boolean" }),
    range("minimum", "maximum").map((bounds) => ({ type: "number", ...bounds })),
    range("exclusiveMinimum", "maximum").map((bounds) => ({ type: "integer", ...bounds })),
    fc
      .tuple(integers(0, 30), integers(30, 300))
      .map(([minLength, maxLength]) => ({ type: "string", minLength, maxLength })),
    fc.constant({ type: ["string", "null"] }),
  ),
  schema: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    tie("schema").map((inner) => ({ anyOf: [inner, { type: "null" }] })),
    fc
      .tuple(tie("schema"), integers(0, 2))
      .map(([items, minItems]) => ({ type: "array", items, minItems, maxItems: minItems + 1 })),
    fc
      .dictionary(fc.constantFrom("value", "evidence", "score", "a"), tie("schema"))
      .map((properties) => ({
        type: "object",
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      })),
  ),
}));

test("an answer fits any schema, whatever the record says", () => {
  const ajv = new Ajv2020({ strict: false });
  const anyText = fc.oneof(fc.string({ unit: "grapheme" }), fc.lorem({ mode: "sentences" }));
  fc.assert(
    fc.property(anySchema, anyText, (schema, text) => {
      const answer = fill(schema, readInput([JSON.stringify({ text })]));
      expect(ajv.validate(schema, answer), JSON.stringify({ schema, answer })).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("evidence is always a verbatim piece of one field", () => {
  const properties = {
    value: { enum: ["Energy", "Lorem ipsum"] },
    evidence: { type: ["string", "null"] },
  };
  const anyRecord = fc.dictionary(
    fc.string(),
    fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.lorem({ mode: "sentences" })),
  );
  fc.assert(
    fc.property(anyRecord, (record) => {
      const reading = readInput([`Record:\n${JSON.stringify(record)}`]);
      const { evidence } = fillSchema({ type: "object", properties }, reading) as {
        evidence: string | null;
      };
      if (evidence === null) expect(reading.fields).toEqual([]);
      else expect(Object.values(record).some((text) => text.includes(evidence))).toBe(true);
    }),
  );
});

test.each([
  ["fences", '```json\n{"a":"x {y} \\" z"}\n```', 'x {y} " z'],
  ["tags, after braces in prose", 'Fill {name} of <r>\n{"a":"b"}\n</r> as {this}.', "b"],
  ["the longest of many", '{"a":["b",{"c":"longest"}],"d":1}', "longest"],
  ["no JSON at all", "just {text", "just {text"],
])("the record is found in %s", (_, text, expected) => {
  expect(readInput([text]).text).toBe(expected);
});
