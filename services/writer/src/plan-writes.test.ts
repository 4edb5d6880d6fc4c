import { expect, test } from "vitest";
import { outcomeOf, planWrites } from "./plan-writes.ts";
import { claimOf, describedField, profile, recordOf } from "./testing.ts";

test("crm-27: an option that its record does not take waits for a person, beside a record that takes it", () => {
  const description = describedField({ options: ["Energy", "Retail"] });
  const blank = { ai_industry: null };
  const plan = planWrites({
    claims: [claimOf("1"), claimOf("2")],
    live: [
      { ...recordOf("1", blank), options: { ai_industry: ["Retail"] } },
      { ...recordOf("2", blank), options: { ai_industry: ["Energy"] } },
    ],
    ...{ ledger: [], intents: [], descriptions: [description] },
    ...{ definitionOf: () => profile, isPreview: false },
  });
  const reason = { code: "option-not-for-record", detail: { vendorField: "ai_industry" } };
  expect(plan.decided.map(({ decision }) => decision)).toMatchObject([
    { kind: "cannot-be-written", reason },
    { kind: "write", after: "Energy" },
  ]);
  expect(plan.decided.map((one) => outcomeOf([one]))).toEqual([
    { state: "review", reason },
    { state: "written", reason: null },
  ]);
});
