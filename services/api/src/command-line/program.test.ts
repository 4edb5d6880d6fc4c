import { type Client, ProblemError } from "@fieldwork/contracts/client";
import { AppError } from "@fieldwork/runtime";
import { expect, test } from "vitest";
import { runLine, type Typed } from "../testing/run-line.ts";

const group = { count: 7, cause: { kind: "work", code: "crm-locked" } };
const asked: string[] = [];
const client = {
  async call(name: string) {
    asked.push(name);
    return name === "dead-letters.show" ? group : { discarded: 7 };
  },
} as unknown as Client;
const discard = "dlq discard g --why test";

function failing(error: unknown): Typed {
  return { client: { call: () => Promise.reject(error) } as unknown as Client };
}
const problem = (status: number) =>
  new ProblemError({ type: "about:blank", title: "", status, code: "c", detail: "told" });

test.each([
  ["a refusal", problem(403), 3, "told"],
  ["too many requests", problem(429), 5, "told"],
  ["a fault of the API", problem(500), 1, "told"],
  ["nothing that answers", new TypeError("fetch failed"), 5, /^the API does not answer/],
  [
    "a setting that is wrong",
    new AppError("set it", { code: "config_invalid", retryable: false }),
    ...([1, "set it"] as const),
  ],
])("%s ends a command with its code, for people and for programs", async (_, error, code, text) => {
  const told = await runLine("hold", failing(error));
  expect(told).toMatchObject({ exitCode: code, out: "" });
  expect(told.err).toMatch(text);
  const { exitCode, out, err } = await runLine("hold --json", failing(error));
  expect({ exitCode, err }).toEqual({ exitCode: code, err: "" });
  expect(JSON.parse(out).detail).toMatch(text);
});

test("an order that cannot be taken back is not given where nobody can be asked", async () => {
  asked.length = 0;
  expect(await runLine(discard, { client })).toMatchObject({
    exitCode: 4,
    out: expect.stringMatching(/end 7 dead letters for good.*\nNothing was done.*add --yes/),
  });
  const { exitCode, out } = await runLine(`${discard} --json`, { client });
  expect(exitCode).toBe(4);
  expect(JSON.parse(out)).toMatchObject({ code: "not_confirmed", status: 409, count: 7 });
  expect(asked).not.toContain("dead-letters.discard");
});

test("it asks a person who sits there, with the count, and takes nothing but yes for yes", async () => {
  asked.length = 0;
  for (const reply of ["", "n", "yes please"]) {
    const { exitCode, out } = await runLine(discard, { client, reply });
    expect(exitCode).toBe(4);
    expect(out).toMatch(/end 7 dead letters.*\nGo on\? \[y\/N\] Nothing was done\.$/);
  }
  expect(asked).not.toContain("dead-letters.discard");
  expect(await runLine(discard, { client, reply: "Y" })).toMatchObject({
    exitCode: 0,
    out: expect.stringContaining("Discarded 7 dead letters."),
  });
});

test("what is written wrongly says so and where to look, and tells programs by one object", async () => {
  expect(await runLine("dlq dicard", {})).toEqual({
    exitCode: 2,
    out: "",
    err: "unknown command 'dicard'\n(Did you mean discard?)\nAdd --help to see how it is written.",
  });
  const { out } = await runLine("hold everything --now --json", {});
  expect(JSON.parse(out)).toMatchObject({
    code: "usage_invalid",
    detail: "unknown option '--now'",
  });
  expect(await runLine("--help", {})).toMatchObject({ exitCode: 0, err: "" });
  const nothing = await runLine([], {});
  expect(nothing).toMatchObject({ exitCode: 2, out: "" });
  expect(nothing.err).toMatch(/^Usage: fieldwork/);
});

test("an object for programs keeps every character, and steers no terminal", async () => {
  const why = "wind \u009B2K\u202E farms";
  const place = { client: { call: async () => ({ epoch: 1 }) } as unknown as Client };
  const { out } = await runLine(["hold", "everything", "--why", why, "--json"], place);
  expect(out).not.toMatch(/[^\P{Cc}\n]|\u202E/u);
  expect(JSON.parse(out)).toMatchObject({ why });
});
