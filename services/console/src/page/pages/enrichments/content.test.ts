import { expect, test } from "vitest";
import { shownContent } from "./content.ts";

test("an input of which any is needed is not shown as one that is not", () => {
  const input = (required: unknown) => ({ field: "a", required, maxChars: 10 });
  const { inputs } = shownContent({ inputs: [true, false, "any"].map(input) });
  expect(inputs.map(({ need }) => need)).toEqual(["required", "optional", "any"]);
});
