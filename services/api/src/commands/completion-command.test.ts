import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createCommandLine } from "../command-line/command-line.ts";
import { completionsOf } from "../command-line/completion.ts";
import { createProgram } from "../command-line/program.ts";
import { runLine } from "../testing/run-line.ts";

const nowhere = async () => expect.unreachable("no command runs");
const program = createProgram(
  createCommandLine({
    ...{ environment: {}, withClient: nowhere, withStore: nowhere },
    terminal: {
      ...{ out() {}, err() {}, live() {}, ask: nowhere },
      ...{ isInteractive: false, columns: undefined, hasColours: false },
    },
  }),
);

test("every command is completed by its orders and options, and by nothing else", () => {
  const completions = completionsOf(program);
  const after = (path: string) =>
    completions.find((one) => one.path === path)?.words.map(({ word }) => word) ?? [];
  expect(after("tokens")).toEqual(["list", "create", "revoke"]);
  expect(after("notices add")).toEqual(["webhook", "email", "--only-for", "--json"]);
  expect(after("status")).toEqual(["--json"]);
  expect(after("budget")).toContain("release");
  expect(after("hold")).toContain("everything");
  expect(after("")).toEqual(expect.arrayContaining(["explain", "undo", "doctor", "completion"]));
});

test.each([
  ["fieldwork hol", "hold"],
  ["npx fieldwork dlq disc", "discard"],
  ["npx fieldwork dlq discard --w", "--why"],
  ["npx fieldwork erase x/contact/1 --ver", "--verify"],
  ["npx fieldwork explain ", "--json"],
  ["npx fieldwork nosuch ", ""],
  ["npx tsc ", ""],
])("bash completes %j with %j", async (line, completed) => {
  const { out: script } = await runLine("completion bash", {});
  const typed = `${script}\nCOMP_WORDS=(${line.endsWith(" ") ? `${line}''` : line})
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))\n_fieldwork; echo "\${COMPREPLY[*]}"`;
  const { stdout } = await promisify(execFile)("bash", ["-c", typed]);
  expect(stdout.trim()).toBe(completed);
});

test("fish is told what each word is about", async () => {
  const { out } = await runLine("completion fish", {});
  expect(out).toContain(
    "complete -c npx -f -n '__fieldwork_is \"notices\"' -a 'channels' -d 'where notices go'",
  );
  expect(out).toContain("complete -c npx -n '__fieldwork_is \"cases export\"' -a '--out'");
});

test.each(["completion cmd", "completion constructor", "completion"])(
  "%s is written wrongly",
  async (line) => expect(await runLine(line, {})).toMatchObject({ exitCode: 2, out: "" }),
);
