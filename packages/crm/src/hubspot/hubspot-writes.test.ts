import { describe, expect, test } from "vitest";
import { resultsOf } from "./hubspot-writes.ts";

const batch = ["11", "12", "13"].map((id) => ({ id, values: { ai_industry: "Media" } }));

function kindsOf(reply: Parameters<typeof resultsOf>[1]): string[] {
  return resultsOf(batch, reply).map(({ kind }) => kind);
}

describe("resultsOf", () => {
  test("joins results that come in another order", () => {
    const results = [{ id: "13" }, { id: "11" }, { id: "12" }];
    expect(kindsOf({ results })).toEqual(["written", "written", "written"]);
  });

  test("joins errors by the ids of their context, in a list or alone", () => {
    const errors = [
      { category: "VALIDATION_ERROR", context: { ids: ["12"] } },
      { category: "OBJECT_NOT_FOUND", context: { ids: "13" } },
    ];
    const all = resultsOf(batch, { results: [{ id: "11" }], errors });
    expect(all).toMatchObject([
      { kind: "written" },
      { kind: "refused", error: { code: "crm_write_rejected" } },
      { kind: "refused", error: { code: "crm_record_gone" } },
    ]);
  });

  test("crm-22: joins by trace id, also where a merge gave the record another id", () => {
    const results = [{ id: "99", objectWriteTraceId: "0" }];
    const errors = [{ context: { objectWriteTraceId: ["2"] } }];
    expect(kindsOf({ results, errors })).toEqual(["written", "unknown", "refused"]);
  });

  test("crm-31: an empty reply is no success", () => {
    expect(kindsOf({ results: [], errors: [] })).toEqual(["unknown", "unknown", "unknown"]);
    expect(kindsOf({})).toEqual(["unknown", "unknown", "unknown"]);
  });

  test("a record named in both lists was refused", () => {
    const reply = { results: [{ id: "11" }], errors: [{ context: { ids: ["11"] } }] };
    expect(kindsOf(reply)[0]).toBe("refused");
  });
});
