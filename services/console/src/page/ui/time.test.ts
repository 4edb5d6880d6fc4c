import { expect, test } from "vitest";
import { agoText } from "./time.tsx";

const hourMs = 3_600_000;

test("a time is told by how far away it is, which need not be yesterday or tomorrow", () => {
  expect(agoText(-47 * hourMs)).toBe("1 day ago");
  expect(agoText(47 * hourMs)).toBe("in 1 day");
  expect(agoText(-59 * 24 * hourMs)).toBe("1 mo. ago");
  expect(agoText(-700 * 24 * hourMs)).toBe("1 yr. ago");
});
