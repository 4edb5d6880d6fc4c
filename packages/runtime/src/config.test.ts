import { expect, test } from "vitest";
import { z } from "zod";
import { loadConfig } from "./config.ts";
import { setting } from "./setting.ts";

const schema = z.object({
  PORT: setting(z.coerce.number().int(), { about: "Where it listens", set: "a port number" }),
  MODE: z.enum(["a", "b"]).default("a"),
});

test("reads what is set, takes an empty string for not set, and ignores the rest", () => {
  expect(loadConfig(schema, { PORT: "80", MODE: "", OTHER: "x" })).toEqual({ PORT: 80, MODE: "a" });
});

test("names every problem at once, each with its remedy", () => {
  const load = () => loadConfig(schema, { PORT: "eighty", MODE: "c" });
  expect(load).toThrow(/2 problems/);
  expect(load).toThrow(/PORT: .*Set a port number/);
  expect(load).toThrow(/MODE: /);
});
