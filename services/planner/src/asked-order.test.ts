import { expect, test } from "vitest";
import { createAskedOrder, inAskedOrder } from "./asked-order.ts";

test.each([
  [
    ["b", "a"],
    ["b", "a", "c"],
  ],
  [["c"], ["c", "a", "b"]],
  [[], ["a", "b", "c"]],
  // What the configuration has taken out of the route meanwhile.
  [
    ["gone", "c", "b", "a"],
    ["c", "b", "a"],
  ],
])("of a route a, b, c, told %j, the order is %j", (order, expected) => {
  expect(inAskedOrder(["a", "b", "c"], order)).toEqual(expected);
});

test("nobody is asked while every definition goes by its route", async () => {
  const inOrder = createAskedOrder({ query: () => expect.unreachable() });
  const enrichments = [{ name: "e", route: ["a"], routing: { spill: false } }];
  expect(await inOrder(enrichments)).toBe(enrichments);
});
