import { expect, test } from "vitest";
import { useOf } from "./show-weather.ts";

const amounts = (requests: number) => ({ requests, "input-tokens": 5, "output-tokens": 1200 });
const weather = [
  { model: "open/small", minute: amounts(30), day: amounts(300) },
  { model: "open/large", minute: amounts(10), day: amounts(100) },
  { model: "other/small", minute: amounts(7), day: amounts(7) },
];

test("the share of a model's own limit is what its last minute used", () => {
  const limit = { unit: "output-tokens", per: "minute", limit: 1000 } as const;
  expect(useOf({ ...limit, scope: "model:open/small" }, "open/small", weather).share).toBe(1.2);
  // As services of before told them.
  expect(useOf(limit, "open/small", weather).share).toBe(1.2);
});

test("a limit of the provider is used by all of its models", () => {
  const limit = { unit: "requests", limit: 80, scope: "provider:open" } as const;
  expect(useOf({ ...limit, per: "minute" }, "open/small", weather)).toEqual({
    ...{ unit: "requests", per: "minute", share: 0.5 },
  });
  expect(useOf({ ...limit, per: "day" }, "open/large", weather).share).toBe(5);
});
