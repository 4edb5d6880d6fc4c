import fc from "fast-check";
import { expect, test } from "vitest";
import { stableHash, stableJson } from "./stable-hash.ts";

/** What every hash that is stored was made of. */
function bySpecification(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

const anyKey = fc.oneof(fc.string(), fc.nat({ max: 30 }).map(String), fc.constant("__proto__"));
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    fc.string({ unit: "binary" }),
    fc.constantFrom(null, true, 1.5, -0, Number.NaN, undefined, new Date(0)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(anyKey, tie("value"), { maxKeys: 5 }),
  ),
})).value;

test("a stored hash stays what it was: JSON with the keys of every object in order", () => {
  fc.assert(
    fc.property(fc.dictionary(anyKey, anyValue), (value) => {
      expect(stableJson(value)).toBe(bySpecification(value));
    }),
    { numRuns: 1000 },
  );
});

test("the order in which an object was filled changes no hash", () => {
  expect(stableHash({ b: [{ d: 1, c: "2" }], a: null })).toBe(
    stableHash({ a: null, b: [{ c: "2", d: 1 }] }),
  );
});
