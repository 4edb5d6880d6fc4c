import { expect, test } from "vitest";
import { z } from "zod";
import { placeText } from "./file-problem.ts";
import { readYaml } from "./read-yaml.ts";

const schema = z.strictObject({
  name: z.string(),
  kinds: z.array(z.enum(["a", "b"])),
  url: z.url("Write a URL").optional(),
});

function problemsOf(text: string, hidesValues = false): string[] {
  const { problems } = readYaml(text, { file: "some.yaml", schema, hidesValues });
  return problems.map((one) => `${placeText(one)}: ${one.problem}. ${one.remedy}`);
}

test("reads YAML, and JSON as well", () => {
  const read = (text: string) => readYaml(text, { file: "some.yaml", schema }).parsed;
  expect(read("name: x\nkinds: [a]\n")).toEqual({ name: "x", kinds: ["a"] });
  expect(read('{"name": "x", "kinds": ["b"]}')).toEqual({ name: "x", kinds: ["b"] });
});

test("each problem stands at its line and column, and all are told at once", () => {
  expect(problemsOf("nam: x\nkinds: [a, c]\nurl: none\n")).toEqual([
    "some.yaml:1:1: name: is missing. Add it",
    'some.yaml:2:12: kinds.1: "c" is not allowed. Write one of a, b',
    'some.yaml:3:6: url: "none" has the wrong form. Write a URL',
    "some.yaml:1:6: nam: there is no such key. Remove it, or correct its spelling",
  ]);
});

test("what is no YAML is told at its place", () => {
  expect(problemsOf("name: x\nname: y\n")).toEqual([
    "some.yaml:2:1: Map keys must be unique. Correct its syntax",
  ]);
});

test("where values may be secrets, none is shown", () => {
  const secret = "pat-hush";
  const texts = [
    `name: x\nkinds: [${secret}]\nurl: ${secret}\n`,
    `name: ["${secret}"\nkinds: ${secret}: ${secret}`,
  ];
  for (const text of texts) {
    expect(problemsOf(text, true).length).toBeGreaterThan(0);
    expect(problemsOf(text, true).join("\n")).not.toContain(secret);
  }
});
