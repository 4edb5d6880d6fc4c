import fc from "fast-check";
import { expect, test } from "vitest";
import { createSortedList } from "./sorted-list.ts";

const number = fc.integer({ min: 0, max: 60 });
const step = fc.record({ what: fc.constantFrom("insert", "remove"), number });

test("holds what a plain list would, in order, whatever is put in and taken out", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(number, { maxLength: 30 }),
      fc.array(step, { maxLength: 100 }),
      fc.tuple(number, number, number),
      (given, steps, [bound, from, to]) => {
        const plain = new Set(given);
        const list = createSortedList((a, b) => a - b, given, 3);
        for (const { what, number: one } of steps) {
          if (what === "insert" && !plain.has(one)) list.insert(one);
          if (what === "remove" && plain.has(one)) list.remove(one);
          if (what === "insert") plain.add(one);
          else plain.delete(one);
        }
        const sorted = [...plain].sort((a, b) => a - b);
        expect(list.size).toBe(sorted.length);
        expect(list.slice(0, list.size)).toEqual(sorted);
        expect(list.slice(from, to)).toEqual(sorted.slice(from, Math.max(from, to)));
        expect(list.countBelow((one) => one < bound)).toBe(
          sorted.filter((one) => one < bound).length,
        );
      },
    ),
  );
});
