import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Grant,
  isAllowed,
  type Permission,
  permissions,
  reachOf,
  roles,
} from "./permissions.ts";

const names = Object.keys(permissions) as Permission[];
const grant = fc.record({
  role: fc.constantFrom(...roles),
  connection: fc.constantFrom(null, "a", "b"),
});
const connection = fc.constantFrom(null, "a", "b", "c");
const all = (one: Grant["role"]): Grant[] => [{ role: one, connection: null }];

test("nobody may do anything without a grant", () => {
  for (const name of names) {
    expect(isAllowed([], name, null)).toBe(false);
    expect(isAllowed([[]], name, "a")).toBe(false);
    expect(isAllowed([all("admin"), []], name, "a")).toBe(false);
  }
});

test("each role may do what the table says and what lesser roles may", () => {
  const allowed = Object.fromEntries(
    roles.map((one) => [one, names.filter((name) => isAllowed([all(one)], name, null))]),
  );
  expect(allowed.viewer).not.toContain("reviews.decide");
  expect(allowed.reviewer).not.toContain("backfills.order");
  expect(allowed.operator).not.toContain("people.manage");
  expect(allowed.admin).toEqual(names);
  for (const name of names) expect(allowed[permissions[name].role]).toContain(name);
});

test("a role on one connection reaches that connection alone, and nothing that is everybody's", () => {
  const rights = [[{ role: "admin", connection: "a" } as const]];
  expect(reachOf(rights, "records.read")).toEqual(["a"]);
  expect(isAllowed(rights, "holds.order", "b")).toBe(false);
  expect(isAllowed(rights, "holds.order", null)).toBe(false);
  expect(reachOf(rights, "people.manage")).toEqual([]);
});

test("two roles on one connection reach it once", () => {
  const rights = [
    [
      { role: "viewer", connection: "a" },
      { role: "operator", connection: "a" },
    ] as const,
  ];
  expect(reachOf(rights, "records.read")).toEqual(["a"]);
});

test("a token may do nothing that its owner may not, whatever both were granted", () => {
  fc.assert(
    fc.property(
      fc.array(grant),
      fc.array(grant),
      fc.constantFrom(...names),
      connection,
      (owner, token, name, one) => {
        const both = isAllowed([owner], name, one) && isAllowed([token], name, one);
        expect(isAllowed([owner, token], name, one)).toBe(both);
      },
    ),
  );
});

test("more grants never take a right away", () => {
  fc.assert(
    fc.property(
      fc.array(grant),
      grant,
      fc.constantFrom(...names),
      connection,
      (grants, another, name, one) => {
        if (isAllowed([grants], name, one))
          expect(isAllowed([[...grants, another]], name, one)).toBe(true);
      },
    ),
  );
});
