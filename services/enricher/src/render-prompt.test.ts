import { expect, test } from "vitest";
import { renderPrompt } from "./render-prompt.ts";

const enrichment = {
  ...{ name: "t", object: "contact", privacy: { masking: "patterns" }, outputs: [], prompt: "x" },
  ...{ instructions: "x", hash: "h" },
  inputs: [{ field: "notes", maxChars: 60 }],
} as never;

test.each([
  ["Reach her for the yearly review of the pumps by anna.lindqvist@nordvik.example", "anna.lind"],
  ["Reach them for the yearly review of the pumps at +46 8 123 456 78", "+46 8 12"],
])("what is cut off in the middle of a personal value leaves none of it: %s", (notes, part) => {
  const record = { notes, email: "anna.lindqvist@nordvik.example", phone: "+46 8 123 456 78" };
  const { input, fields } = renderPrompt(enrichment, record);
  expect(fields.notes).not.toContain(part);
  expect(input).not.toContain(part);
});
