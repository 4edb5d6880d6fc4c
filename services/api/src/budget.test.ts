import { expect, test } from "vitest";
import { mayKnow, recordOf, recordOfScope } from "./budget.ts";

test("a record's budget is shown to whoever may see its connection, and no other record's", () => {
  const viewer = [[{ role: "viewer", connection: "hub" } as const]];
  const scopes = [
    "total",
    "connection:sales/day/2026-11-27",
    "record:hub/company/1",
    "record:sales/lead/1",
  ];
  const shown = scopes.filter((scope) => mayKnow(viewer, recordOfScope(scope)));
  expect(shown).toEqual(scopes.slice(0, 3));
  expect(mayKnow(viewer, recordOf({ of: "record", name: "sales/lead/1" }))).toBe(false);
  expect(mayKnow(viewer, recordOf({ of: "record", name: undefined }))).toBe(true);
  expect(mayKnow([[{ role: "viewer", connection: null }]], "sales/lead/1")).toBe(true);
});
