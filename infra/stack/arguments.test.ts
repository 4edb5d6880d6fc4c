import { failureText } from "@fieldwork/runtime";
import { expect, test } from "vitest";
import { parseArguments } from "./arguments.ts";

test("arguments say how many processes each service has", () => {
  expect(parseArguments(["--workers", "4", "--planners", "2"])).toEqual({
    help: false,
    replicas: { enricher: 4, planner: 2 },
  });
});

test.each([
  [["--nope"], "Unknown option '--nope'"],
  [["4"], "Unexpected argument '4'"],
  [["--workers", "0"], "--workers 0 is not a whole number from 1 to 32"],
])("%j is refused with how it is written, as no fault of ours", (args, problem) => {
  const told = () => {
    try {
      return parseArguments(args);
    } catch (error) {
      return failureText(error);
    }
  };
  expect(told()).toContain(problem);
  expect(told()).toContain("Usage: npm run stack");
  expect(told()).not.toMatch(/\n {4}at /);
});
