import { describe, expect, test } from "vitest";
import { resultsOf } from "./salesforce-writes.ts";

const batch = ["0014W000027f6V3QAI", "001dM00003jU9GxQAK"].map((id) => ({ id, values: {} }));

describe("resultsOf", () => {
  test("crm-22: joins by place, since a failed result has no id", () => {
    const results = resultsOf(batch, [
      { success: false, errors: [{ statusCode: "STRING_TOO_LONG", fields: ["Ai_Summary__c"] }] },
      { id: "001dM00003jU9GxQAK", success: true, errors: [] },
    ]);
    expect(results).toMatchObject([
      { kind: "refused", error: { code: "crm_write_rejected" } },
      { kind: "written" },
    ]);
  });

  test("a list of another length, or a success of another record, tells nothing", () => {
    const one = { id: "0014W000027f6V3QAI", success: true };
    expect(resultsOf(batch, [one]).map(({ kind }) => kind)).toEqual(["unknown", "unknown"]);
    expect(resultsOf(batch, [one, one]).map(({ kind }) => kind)).toEqual(["written", "unknown"]);
  });
});
