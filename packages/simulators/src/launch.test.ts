import { expect, test } from "vitest";
import { parseLaunch } from "./launch.ts";

test("says how to call it", () => {
  expect(() => parseLaunch(["nope"])).toThrow(/usage: main.ts .*hubspot.*salesforce/);
});
