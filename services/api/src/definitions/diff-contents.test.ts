import { expect, test } from "vitest";
import { changesText, diffContents } from "./diff-contents.ts";

test("versions differ at their innermost places, and long texts by their lines", () => {
  const before = { prompt: "Be brief.\nSay why.", outputs: [{ name: "a", policy: "never" }] };
  const after = { prompt: "Be brief.\nSay how.", outputs: [{ name: "a" }, { name: "b" }] };
  const changes = diffContents(before, after);
  expect(changes).toEqual([
    { at: "prompt", before: before.prompt, after: after.prompt },
    { at: "outputs/0/policy", before: "never", after: undefined },
    { at: "outputs/1", before: undefined, after: { name: "b" } },
  ]);
  expect(changesText(changes)).toBe(
    'prompt\n  - Say why.\n  + Say how.\noutputs/0/policy\n  - never\noutputs/1\n  + {"name":"b"}',
  );
  expect(changesText(diffContents(after, { ...after }))).toBe("They are the same.");
});
