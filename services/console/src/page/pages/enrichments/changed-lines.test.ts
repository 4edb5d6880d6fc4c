import { expect, test } from "vitest";
import { changedLines } from "./changed-lines.ts";

test("a difference tells the lines that are gone, then those that are new, and no others", () => {
  const lines = changedLines("Be brief.\nSay why.", "Be brief.\nSay how.\nNow.");
  expect(lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    "removed Say why.",
    "added Say how.",
    "added Now.",
  ]);
});

test("what one version does not have is new in all its lines", () => {
  expect(changedLines(undefined, { a: 1 }).map(({ text }) => text)).toEqual(["{", '  "a": 1', "}"]);
  expect(changedLines(true, undefined)).toEqual([{ kind: "removed", text: "true", at: 0 }]);
});
