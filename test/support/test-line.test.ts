import { expect, test } from "vitest";
import { drained, type TestLine } from "./test-line.ts";

/** A line that goes one step further each time that somebody looks at it. */
function createSteppingLine(steps: readonly { unplanned: number; works: readonly string[] }[]) {
  let at = 0;
  const now = () => steps[Math.min(at, steps.length - 1)] ?? expect.unreachable();
  const look = () => {
    const seen = now();
    at += 1;
    return seen;
  };
  return {
    works: () => now().works,
    database: {
      query: async () => look().works.map((state) => ({ enrichment: "e", state, count: 1 })),
    } as object as TestLine["database"],
    eventLog: { lag: async () => look().unplanned } as object as TestLine["eventLog"],
  };
}

test("a line is not drained whose last change is planned between the looks at its work and at its log", async () => {
  const line = createSteppingLine([
    { unplanned: 1, works: ["written"] },
    { unplanned: 0, works: ["written", "ready"] },
    { unplanned: 0, works: ["written", "asking"] },
    { unplanned: 0, works: ["written", "written"] },
  ]);
  await drained(line);
  expect(line.works()).toEqual(["written", "written"]);
});
