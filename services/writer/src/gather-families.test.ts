import type { DueUnderParent } from "@fieldwork/store/parents";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gatherFamilies } from "./gather-families.ts";

const room = { limit: 200, maxBatch: 200 };

function dueOf(
  given: readonly (Partial<Omit<DueUnderParent, "workId">> & { parentId: string | null })[],
): DueUnderParent[] {
  const due = given.map((one, index) => ({
    ...{ isLive: true, doubt: 0, ...one },
    workId: `${index}`,
  }));
  return due.toSorted((a, b) => Number(b.isLive) - Number(a.isLive));
}

const idsOf = (answers: readonly DueUnderParent[]) => answers.map(({ workId }) => workId);

describe("a batch", () => {
  test("crm-25: holds those of one parent together, beginning with the parent of what fell due first", () => {
    const due = dueOf(["a", "b", "c", "b", "a"].map((parentId) => ({ parentId })));
    expect(idsOf(gatherFamilies(due, { ...room, limit: 3 }))).toEqual(["0", "4", "1"]);
  });

  test("crm-25: holds what the live line wants before a backfill's answer of the same parent", () => {
    const due = dueOf([
      { parentId: "a" },
      { parentId: "b", isLive: false },
      { parentId: "a", isLive: false },
      { parentId: "c" },
    ]);
    expect(idsOf(gatherFamilies(due, { ...room, limit: 3 }))).toEqual(["0", "3", "2"]);
  });

  test("holds what is under no parent one by one", () => {
    const due = dueOf([{ parentId: null }, { parentId: "a" }, { parentId: null }]);
    expect(idsOf(gatherFamilies(due, { ...room, limit: 2 }))).toEqual(["0", "1"]);
  });

  test("is cut in half for each time that its first came to nothing, and its first is in it", () => {
    const due = dueOf(Array.from({ length: 60 }, () => ({ parentId: "a", doubt: 3 })));
    const gathered = gatherFamilies(due, { limit: 100, maxBatch: 100 });
    expect(gathered).toHaveLength(12);
    expect(gathered[0]?.workId).toBe("0");
    const inCompany = dueOf([{ parentId: "a" }, { parentId: "a", doubt: 1 }, { parentId: "a" }]);
    expect(idsOf(gatherFamilies(inCompany, room))).toEqual(["0", "2"]);
  });
});

test("crm-25: however batches begin and end, no two share a parent, each answer is claimed once, what is live goes first, and nobody starves", () => {
  const answer = fc.record({
    parentId: fc.option(fc.constantFrom("a", "b", "c", "d", "e"), { nil: null }),
    isLive: fc.boolean(),
  });
  const step = fc.oneof(fc.constant("claim" as const), fc.nat());
  fc.assert(
    fc.property(
      fc.array(answer, { minLength: 1, maxLength: 60 }),
      fc.array(step, { maxLength: 40 }),
      fc.integer({ min: 1, max: 12 }),
      (answers, steps, limit) => {
        let due = dueOf(answers);
        const claimed = new Set<string>();
        const running: DueUnderParent[][] = [];
        const parentsIn = (batch: readonly DueUnderParent[]) =>
          new Set(batch.flatMap(({ parentId }) => parentId ?? []));
        const claim = () => {
          // As the store lists them.
          const leased = parentsIn(running.flat());
          const free = due.filter(({ parentId }) => !leased.has(parentId ?? ""));
          const batch = gatherFamilies(free, { limit, maxBatch: limit });
          expect(batch).toHaveLength(Math.min(limit, free.length));
          if (batch[0]) expect(batch).toContain(free[0]);
          const isLeftOut = free.some((one) => one.isLive && !batch.includes(one));
          if (isLeftOut) expect(batch.every(({ isLive }) => isLive)).toBe(true);
          for (const { workId } of batch) {
            expect(claimed.has(workId)).toBe(false);
            claimed.add(workId);
          }
          due = due.filter((one) => !batch.includes(one));
          if (batch.length > 0) running.push(batch);
          const parents = running.flatMap((one) => [...parentsIn(one)]);
          expect(parents).toHaveLength(new Set(parents).size);
        };
        for (const one of steps) {
          if (one === "claim") claim();
          else running.splice(one % Math.max(1, running.length), 1);
        }
        running.length = 0;
        for (let rounds = 0; due.length > 0 && rounds < 61; rounds++) {
          claim();
          running.length = 0;
        }
        expect(claimed.size).toBe(answers.length);
      },
    ),
  );
});
