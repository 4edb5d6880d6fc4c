import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { usage } from "../usage.ts";
import { completionsOf, parseCompletion } from "./completion-command.ts";

test("every command is completed by the orders and options that its usage names, and by nothing else", () => {
  const completions = completionsOf(usage);
  expect(completions.get("tokens")?.slice(0, 3)).toEqual(["list", "revoke", "create"]);
  expect(completions.get("notices")).toEqual(expect.arrayContaining(["add", "--only-for"]));
  expect(completions.get("notices")).not.toContain("email");
  expect(completions.get("status")).toEqual(["--json"]);
  expect(completions.get("budget")).toContain("release");
  expect(completions.get("retry")).not.toContain("puts");
  expect([...completions.keys()]).toEqual(
    expect.arrayContaining(["explain", "undo", "doctor", "prepare", "completion"]),
  );
});

test.each([
  ["fieldwork hol", "hold"],
  ["npx fieldwork dlq disc", "discard"],
  ["npx fieldwork erase x/contact/1 --ver", "--verify"],
  ["npx fieldwork explain ", "--json"],
  ["npx fieldwork nosuch ", ""],
  ["npx tsc ", ""],
])("bash completes %j with %j", async (line, completed) => {
  const script = await parseCompletion(["bash"], usage)?.();
  const typed = `${script}\nCOMP_WORDS=(${line.endsWith(" ") ? `${line}''` : line})
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))\n_fieldwork; echo "\${COMPREPLY[*]}"`;
  const { stdout } = await promisify(execFile)("bash", ["-c", typed]);
  expect(stdout.trim()).toBe(completed);
});

test("a shell that is not known is written wrongly", () => {
  expect(parseCompletion(["cmd"], usage)).toBeUndefined();
  expect(parseCompletion(["constructor"], usage)).toBeUndefined();
  expect(parseCompletion([], usage)).toBeUndefined();
});
