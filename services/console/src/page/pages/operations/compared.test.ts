import { expect, test } from "vitest";
import { comparedOf } from "./compared.ts";

test("what was never compared can be, and what is not read any more keeps its verdict", () => {
  const verdict = {
    ...{ id: "1", connection: "sales", object: "company", sample: null, orderedBy: null },
    ...{ orderedAt: "2026-11-27T09:00:00Z", state: "done" as const, lookedAt: 2, inFlight: 0 },
    ...{ missing: 0, stale: 0, ended: 0, repaired: 0, crmCount: 2, knownCount: 2 },
    ...{ checkedAt: "2026-11-27T09:01:00Z", verdict: "0 missing" },
  };
  const hub = { connection: "hub", object: "company", completeUntil: null };
  expect(comparedOf([hub], [verdict])).toEqual([
    { connection: "hub", object: "company", verdict: undefined },
    { connection: "sales", object: "company", verdict },
  ]);
});
