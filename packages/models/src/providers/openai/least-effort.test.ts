import { expect, test } from "vitest";
import { leastEffort } from "./request.ts";

test.each([
  ["gpt-6.1-sol", "low"],
  ["gpt-6.1-sol-2026-09-29", "low"],
  ["gpt-6.1-terra", "none"],
  ["gpt-6-luna", "none"],
  ["gpt-5", "minimal"],
  ["o3", "low"],
  ["gpt-4o", undefined],
  ["llama-4-scout", undefined],
])("%s is asked for the least reasoning that it offers: %s", (model, effort) => {
  expect(leastEffort(model)).toBe(effort);
});
