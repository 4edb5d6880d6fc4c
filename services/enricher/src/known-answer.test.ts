import { expect, test } from "vitest";
import { isTooOld, tooOldBefore } from "./known-answer.ts";

const now = new Date("2026-11-27T12:00:00Z");
const wantedAt = new Date("2026-11-27T11:59:00Z");
const hour = (text: string) => new Date(`2026-11-${text}:00:00Z`);

function uses(cache: Parameters<typeof tooOldBefore>[0]["cache"], answeredAt: Date): boolean {
  return !isTooOld(tooOldBefore({ cache }, { wantedAt, now }), answeredAt);
}

test("a known answer is used however old it is, unless the definition says otherwise", () => {
  expect(uses(undefined, hour("01T00"))).toBe(true);
  expect(uses({ mode: "use" }, hour("01T00"))).toBe(true);
});

test("an answer that is older than the definition allows is not used", () => {
  expect(uses({ mode: "use", maxAge: "2d" }, hour("25T11"))).toBe(false);
  expect(uses({ mode: "use", maxAge: "2d" }, hour("25T13"))).toBe(true);
});

test.each(["refresh", "off"] as const)(
  "%s uses nothing that was known before the change",
  (mode) => {
    expect(uses({ mode }, hour("27T11"))).toBe(false);
    // Asked by another with the same question since, or by itself before its process died.
    expect(uses({ mode }, hour("27T12"))).toBe(true);
  },
);
