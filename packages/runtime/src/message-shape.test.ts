import fc from "fast-check";
import { expect, test } from "vitest";
import { messageShape } from "./message-shape.ts";

test.each([
  [
    "Rate limit reached for gpt-6-luna in organization org-a1b2c3 on tokens per min: Limit 30000, Used 29876.",
    "Rate limit reached for gpt-6-luna in organization org-z9y8x7 on tokens per min: Limit 60000, Used 1.",
  ],
  ["Unknown parameter: 'temperature'.", "Unknown parameter: 'top_p'."],
  ["Company 4079 was not found", "company  51 was not found"],
  ["see https://example.test/a?b=1 for more", "see https://example.test/other for more"],
  ["jane@acme.test is no valid address", "bob@foo.test is no valid address"],
])("gives two messages of one cause one shape: %s", (one, other) => {
  expect(messageShape(one)).toBe(messageShape(other));
});

test("tells different causes apart", () => {
  expect(messageShape("The model does not exist")).not.toBe(messageShape("The key is not valid"));
});

test("stays short and quick on a long message", () => {
  expect(messageShape("a1".repeat(1_000_000)).length).toBeLessThanOrEqual(200);
});

test("the shape of a shape is the shape itself", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom(
      ...[
        '"',
        "'",
        "`",
        "“",
        "”",
        " ",
        "\u00a0",
        "@",
        ".",
        "-",
        "_",
        "<n>",
        "<id>",
        "<url>",
        "https://",
      ],
      ...["a1b2c3d4", "1,5", "12", "x", "WWW.", "İ", "5ſ", "of", "“…”"],
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 120 }), (pieces) => {
      const shape = messageShape(pieces.join(""));
      expect(messageShape(shape)).toBe(shape);
    }),
    { numRuns: 2000 },
  );
});
