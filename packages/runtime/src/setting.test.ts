import { expect, test } from "vitest";
import { z } from "zod";
import { count, milliseconds, setting, settingsOf, withDefault } from "./setting.ts";
import { settingsText } from "./settings-text.ts";

const schema = z.object({
  REST_MS: setting(milliseconds.min(100).default(5000), { about: "How long it rests" }),
  WINDOW: setting(count.max(10).optional(), { about: "The most at once" }),
  MODE: setting(z.enum(["on", "off"]).default("on"), { about: "Whether it works" }),
  LEVEL: setting(z.enum(["a", "b", "c"]).optional(), { about: "How loud it is" }),
  BUDGET_USD: setting(z.string().transform(BigInt).prefault("5"), {
    about: "What it may cost",
    set: "US dollars",
  }),
  TOKEN: setting(z.string(), { about: "The key", secret: true }),
});

test("a setting tells its default, what to set, whether it must be and whether it is secret", () => {
  const plain = { isRequired: false, isSecret: false, choices: [] };
  expect(settingsOf(schema)).toMatchObject([
    { name: "REST_MS", ...plain, set: "milliseconds, at least 100", default: "5000" },
    { name: "WINDOW", ...plain, set: "a whole number from 1 to 10", default: undefined },
    { name: "MODE", set: "on or off", choices: ["on", "off"], default: "on" },
    { name: "LEVEL", set: "one of a, b, c", default: undefined },
    { name: "BUDGET_USD", ...plain, set: "US dollars", default: "5" },
    { name: "TOKEN", isRequired: true, isSecret: true, default: undefined },
  ]);
});

test("another default leaves the rest of a setting as it is, and the setting itself", () => {
  const quick = z.object({ REST_MS: withDefault(schema.shape.REST_MS, 1500) });
  expect(settingsOf(quick)).toMatchObject([{ about: "How long it rests", default: "1500" }]);
  expect(quick.parse({})).toEqual({ REST_MS: 1500 });
  expect(schema.shape.REST_MS.parse(undefined)).toBe(5000);
});

test("schemas that two settings share are told apart", () => {
  const both = z.object({
    A: setting(count, { about: "The first" }),
    B: setting(count, { about: "The second" }),
  });
  expect(settingsOf(both).map(({ about }) => about)).toEqual(["The first", "The second"]);
});

test("help tells each setting with its choices and default, in lines of one width", () => {
  const text = settingsText(settingsOf(schema));
  expect(text).toMatch(/^ {2}LEVEL +How loud it is: one of a, b, c$/m);
  expect(text).toMatch(/^ {2}REST_MS +How long it rests \(5000\)$/m);
  const long = z.object({ A: setting(z.string(), { about: "word ".repeat(60).trim() }) });
  const lines = settingsText(settingsOf(long)).split("\n");
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(104);
});
