import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { ask } from "./terminal.ts";

test.each([
  ["y", "y\r", "y"],
  ["Ctrl-C", "\u0003", ""],
  ["Ctrl-D", "\u0004", ""],
])("%s is a reply to a question", async (_, keys, reply) => {
  const [input, output] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })];
  const replied = ask({ input, output }, "Go on? ");
  input.write(keys);
  expect(await replied).toBe(reply);
});
