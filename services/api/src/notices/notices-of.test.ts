import type { NoticeTopic } from "@fieldwork/store/notices";
import fc from "fast-check";
import { expect, test } from "vitest";
import { noticesOf } from "./notices-of.ts";

function budget(state: string): NoticeTopic {
  const detail = { scope: "total" };
  return { topic: "budget/total", kind: "budget", state, askedBy: null, detail };
}

test("each threshold is told once, and that it is over", () => {
  const steps = [[], [budget("50")], [budget("50")], [budget("80")], [budget("100")], [], []];
  const told = steps.map((after, index) =>
    noticesOf(steps[index - 1] ?? [], after).map(({ before, state }) => [before, state]),
  );
  expect(told).toEqual([
    ...[[], [[null, "50"]], [], [["50", "80"]], [["80", "100"]]],
    ...[[["100", null]], []],
  ]);
});

test("whoever is told everything knows what is so now, and is told nothing twice", () => {
  const topics = fc.uniqueArray(
    fc.record({
      topic: fc.constantFrom("a", "b", "c"),
      kind: fc.constant("model" as const),
      state: fc.constantFrom("x", "y"),
      askedBy: fc.constantFrom(null, "ann"),
      detail: fc.constant({}),
    }),
    { selector: ({ topic }) => topic },
  );
  fc.assert(
    fc.property(topics, topics, (before, after) => {
      const known = new Map<string, string>(before.map(({ topic, state }) => [topic, state]));
      for (const notice of noticesOf(before, after)) {
        expect(notice.before).toBe(known.get(notice.topic) ?? null);
        if (notice.state === null) known.delete(notice.topic);
        else known.set(notice.topic, notice.state);
      }
      expect(known).toEqual(new Map(after.map(({ topic, state }) => [topic, state])));
      expect(noticesOf(after, after)).toEqual([]);
    }),
  );
});
