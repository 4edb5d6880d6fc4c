import { expect, test } from "vitest";
import { holdOver } from "./hold-over.ts";

const hold = (scope: string, target: string) => ({
  ...{ scope, target, action: "paused" as const, heldBy: "ann", why: null },
  ...{ since: "2026-11-27T12:00:00Z", spares: null, epoch: 1 },
});

test("a model is held by itself, with its lane, or with everything", () => {
  const all = [hold("everything", ""), hold("model", "open"), hold("model", "open/small")];
  const of = (target: string, holds = all) => holdOver(holds, { scope: "model", target })?.target;
  expect(of("open/small")).toBe("open/small");
  expect(of("open/large")).toBe("open");
  expect(of("other/small")).toBe("");
  expect(of("other/small", all.slice(1))).toBeUndefined();
});

test("a hold of one kind holds nothing of another by the same name", () => {
  const holds = [hold("enrichment", "hub")];
  expect(holdOver(holds, { scope: "connection", target: "hub" })).toBeUndefined();
});
