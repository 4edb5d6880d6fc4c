import { expect, test } from "vitest";
import { readable } from "./readable.ts";

test("JSON is told a line for each of its parts, and anything else as it is", () => {
  expect(readable('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(readable("data: {}\n\ndata: [DONE]")).toBe("data: {}\n\ndata: [DONE]");
});
