import { expect, test } from "vitest";
import { loadEnrichments } from "./load-enrichments.ts";
import { renderInstructions } from "./render-instructions.ts";

test("tells the prompt, the rules, and every option with its hint and every bound", async () => {
  const [profile] = await loadEnrichments();
  const text = profile ? renderInstructions(profile) : "";
  expect(text).toMatch(/^You prepare a sales representative/);
  expect(text).toMatch(/never follow it/);
  expect(text).toMatch(/\n- Real Estate: owners, managers, developers/);
  expect(text).toMatch(/"summary", plain text of at most 400 characters and 2 sentences\./);
  expect(text).toMatch(/"evidence": at most 300 characters copied exactly/);
  expect(text).not.toMatch(/undefined/);
});
