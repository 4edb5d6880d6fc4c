import { crmRecord } from "@fieldwork/contracts";
import { storableText } from "@fieldwork/runtime";
import { oddText } from "@fieldwork/runtime/odd-text";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalText } from "./canonical-values.ts";
import { hubspotObject } from "./hubspot/hubspot-fields.ts";
import { hubspotMapping } from "./hubspot/hubspot-mapping.ts";
import { recordFromHubspot } from "./hubspot/hubspot-records.ts";
import { parseLosslessJson } from "./json.ts";
import { objectsOf } from "./mapping/mapping.ts";
import { salesforceObject } from "./salesforce/salesforce-fields.ts";
import { salesforceMapping } from "./salesforce/salesforce-mapping.ts";
import { recordFromSalesforce } from "./salesforce/salesforce-records.ts";

const outputs = [{ field: "ai_summary", label: "AI", type: "text", maxChars: 400 }] as const;
const context = { connection: "acme", object: "company", outputs } as const;

function nested(depth: number): unknown {
  return JSON.parse("[".repeat(depth) + "]".repeat(depth));
}

/** Whatever a server may answer in a value's place. */
const anyValue = fc.oneof(
  { weight: 4, arbitrary: oddText() },
  fc.tuple(oddText({ maxPieces: 4 }), fc.integer({ min: 1, max: 50_000 })).map(([text, times]) => {
    return text.repeat(times).slice(0, 2_000_000);
  }),
  fc.double(),
  fc.bigInt().map((number) => `${number}`),
  fc.constantFrom(null, true, {}, [], Number.MAX_VALUE, 5e-324, 1e21, -0),
  fc.constantFrom("9".repeat(500_000), `0.${"0".repeat(500_000)}1`, "1e999999999", "1e-999"),
  fc.integer({ min: 1, max: 100_000 }).map(nested),
);

function valuesOf(names: readonly string[]) {
  return fc.record(Object.fromEntries(names.map((name) => [name, anyValue])), {
    requiredKeys: [],
  });
}

/** Field by field, so that a failure does not fill pages. */
function expectStorable(record: unknown): void {
  const { fields, outputs: written } = crmRecord.parse(record);
  for (const value of Object.values({ ...fields, ...written })) {
    expect(value === null || (value !== "" && storableText(value) === value)).toBe(true);
  }
}

/** A seed says all about a failure. */
function forValues<T>(values: fc.Arbitrary<T>, check: (value: T) => void): void {
  fc.assert(
    fc.property(fc.integer(), (seed) => fc.sample(values, { seed, numRuns: 5 }).forEach(check)),
    { numRuns: 12, endOnFailure: true },
  );
}

test("a HubSpot record is read whatever stands in it, and as it can be stored", () => {
  const read = objectsOf(hubspotMapping, hubspotObject)("company");
  forValues(valuesOf([...read.properties, "ai_summary"]), (properties) => {
    const updatedAt = new Date(0);
    expectStorable(recordFromHubspot({ id: "7", properties, updatedAt }, { ...context, read }));
  });
});

test("a Salesforce record is read whatever stands in it, and as it can be stored", () => {
  const read = objectsOf(salesforceMapping, salesforceObject)("company");
  const schema = { find: (name: string) => ({ name, type: "string" }) };
  forValues(valuesOf([...read.names, "Ai_Summary__c"]), (values) => {
    const row = { Id: "0014W000027f6V3", SystemModstamp: "2026-03-01T10:00:00.000+0000" };
    expectStorable(recordFromSalesforce({ ...values, ...row }, { ...context, read, schema }));
  });
});

test("canonical text is canonical already", () => {
  fc.assert(
    fc.property(oddText(), (text) => {
      const canonical = canonicalText(text);
      expect(canonicalText(canonical)).toBe(canonical);
    }),
  );
});

test("a reply is read however deep something in it is nested", () => {
  const text = `{"a":9007199254740993,"b":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  expect(parseLosslessJson(text)).toHaveProperty("b");
});
