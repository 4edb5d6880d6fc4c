import type { AcceptedValues } from "@fieldwork/store/backfills";
import type { OptionsOfRecord } from "@fieldwork/store/ordered-asks";
import { expect, test } from "vitest";
import { proposedFields } from "./propose-fields.ts";

const output = {
  ...{ name: "industry", field: "ai_industry", label: "Industry", maxChars: 200 },
  ...({ type: "text", policy: "own-or-empty", reviewBelow: 0.5 } as const),
};
const answer = {
  fingerprint: "f",
  outputs: { industry: { value: "Energy supply", confidence: 0.9, evidence: null } },
  places: {},
};

function decide(
  accepts: Partial<AcceptedValues> | undefined,
  exists = true,
  recordOptions: OptionsOfRecord | null = null,
) {
  const vendor = { vendorName: "Ai_Industry__c", writable: true };
  const described = {
    ...{ field: "ai_industry", type: "text", exists, isFilterable: false },
    ...(accepts && { accepts: { ...vendor, ...accepts } }),
  };
  const today = { outputs: { ai_industry: null }, described: [described], ledger: [], intents: [] };
  const [proposed] = proposedFields({ outputs: [output] }, { answer, recordOptions }, today);
  return proposed?.decision;
}

test("what the CRM would refuse goes to a person in a preview too, with its reason", () => {
  const toPerson = { kind: "cannot-be-written", needsReview: true };
  expect(decide({ takes: "number" })).toMatchObject({ ...toPerson, code: "value-unfit" });
  expect(decide({ options: ["Media"] })).toMatchObject({ ...toPerson, code: "option-unknown" });
  expect(decide({ writable: false })).toMatchObject({ ...toPerson, code: "field-read-only" });
});

test("what the CRM accepts, or has not described yet, is decided by value and owner", () => {
  const written = { kind: "write", code: "field-empty", needsReview: false };
  for (const accepts of [{}, { maxChars: 200, options: ["Energy supply"] }, undefined])
    expect(decide(accepts)).toMatchObject(written);
  expect(decide({ maxChars: 5 }, false)).toMatchObject(written);
});

test("crm-27: an option that the record does not take goes to a person in a preview as before a write", () => {
  const accepts = { options: ["Energy supply", "Media"], variesByRecord: true };
  expect(decide(accepts)).toMatchObject({ kind: "write" });
  expect(decide(accepts, true, { ai_industry: ["Media"] })).toMatchObject({
    ...{ kind: "cannot-be-written", code: "option-not-for-record", needsReview: true },
  });
  expect(decide(accepts, true, { ai_industry: ["Energy supply"] })).toMatchObject({
    kind: "write",
  });
  expect(decide(accepts, true, {})).toMatchObject({ kind: "write" });
});
