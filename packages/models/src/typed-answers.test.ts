import type { OutputSpec } from "@fieldwork/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerSchema } from "./answer-schema.ts";
import { checkAnswer } from "./check-answer.ts";
import { lowerSchema, schemaDialects } from "./lower-schema.ts";

const outputs = {
  revenue: { type: "number", decimals: 1, min: 0, max: 5000 },
  sites: { type: "integer", min: 1 },
  sellsOnline: { type: "boolean" },
  founded: { type: "date" },
  channels: { type: "choices", options: ["Shops", "Web", "Partners"], maxChoices: 2 },
  shop: { type: "url" },
} as const;
const specs: OutputSpec[] = Object.entries(outputs).map(([name, output]) => ({
  ...{ name, field: `ai_${name.toLowerCase()}`, label: name },
  ...(output as unknown as OutputSpec),
}));
const fields = { description: "Sells pumps in shops and on the web.", domain: "www.pump.se" };
const given = { confidence: 0.9, evidence: "Sells pumps" };

function one(name: keyof typeof outputs, value: unknown) {
  const spec = specs.filter((output) => output.name === name);
  const checked = checkAnswer(JSON.stringify({ [name]: { ...given, value } }), spec, fields);
  if (checked.kind !== "checked") throw new Error("unreadable");
  return { ...checked, value: checked.outputs[name]?.value };
}

describe("an answer of each type becomes its canonical text", () => {
  test.each([
    ["revenue", 1200.5, "1200.5"],
    ["revenue", "1200.50", "1200.5"],
    ["revenue", 0, "0"],
    ["sites", 12, "12"],
    ["sellsOnline", true, "true"],
    ["sellsOnline", false, "false"],
    ["sellsOnline", "yes", "true"],
    ["founded", "1998-05-31", "1998-05-31"],
    ["channels", ["web", "Shops", "Web"], "Shops;Web"],
    ["channels", "Web", "Web"],
    ["shop", "pump.se", "https://pump.se/"],
    ["shop", "https://www.pump.se", "https://www.pump.se/"],
  ] as const)("%s %j", (name, value, text) => {
    const { value: kept, problems } = one(name, value);
    expect(problems).toEqual([]);
    expect(kept).toBe(text);
  });
});

describe("models-5: an answer that is none of its type, or out of its bounds, is refused here in words for the model", () => {
  test.each([
    ["revenue", 12.34, "value has 2 decimal places; at most 1 are allowed"],
    ["revenue", -1, "value is below 0"],
    ["revenue", true, "value is missing or of the wrong type"],
    ["sites", 1.5, "value is not a whole number"],
    ["sites", "about 12", "value is not a number; write digits, such as 1200 or 0.5"],
    ["sellsOnline", 1, "value is missing or of the wrong type"],
    ["founded", "May 1998", "value is not a date in the form YYYY-MM-DD"],
    ["channels", ["Web", "Fax"], "value contains something that is not one of the options"],
    ["channels", ["Web", "Shops", "Partners"], "value has 3 choices; at most 2 are allowed"],
    ["shop", "https://evil.example", "value is an address that is not in any input field"],
    ["shop", "https://pump.se/invented", "value is an address that is not in any input field"],
  ] as const)("%s %j", (name, value, problem) => {
    const { problems, value: kept } = one(name, value);
    expect(problems).toEqual([`${name}: ${problem}`]);
    expect(kept).toBeNull();
  });
});

test.each([null, []])("none of several choices, given as %j, is an abstention", (value) => {
  expect(one("channels", value)).toMatchObject({ value: null, problems: [] });
});

test("the schema states the type and bounds of each, in every vendor's dialect", () => {
  const schema = answerSchema(specs, { longestInputChars: 40 });
  const values = (of: unknown) =>
    Object.entries((of as { properties: Record<string, { properties: object }> }).properties).map(
      ([name, { properties }]) => [name, (properties as { value: unknown }).value],
    );
  expect(Object.fromEntries(values(schema))).toEqual({
    revenue: {
      type: ["number", "null"],
      description: "At most 1 decimal places",
      ...{ minimum: 0, maximum: 5000 },
    },
    sites: { type: ["integer", "null"], minimum: 1 },
    sellsOnline: { type: ["boolean", "null"] },
    founded: {
      type: ["string", "null"],
      description: "A date in the form YYYY-MM-DD",
      maxLength: 10,
    },
    channels: {
      type: ["array", "null"],
      description: "At most 2 of them",
      items: { type: "string", enum: ["Shops", "Web", "Partners"] },
      maxItems: 2,
    },
    shop: {
      type: ["string", "null"],
      description: "A web address that appears in an input field",
      maxLength: 255,
    },
  });
  const plain = JSON.stringify(lowerSchema(schema, schemaDialects.plain));
  expect(plain).not.toMatch(/"(?:maxItems|minimum|maximum|maxLength)"/);
  expect(plain).toContain('"enum":["Shops","Web","Partners"]');
});

test("whatever a model gives for a value, it is judged and never thrown at", () => {
  fc.assert(
    fc.property(fc.constantFrom(...specs), fc.jsonValue(), (spec, value) => {
      const reply = JSON.stringify({ [spec.name]: { ...given, value } });
      const checked = checkAnswer(reply, [spec], fields);
      expect(checked.kind).toBe("checked");
    }),
  );
});
