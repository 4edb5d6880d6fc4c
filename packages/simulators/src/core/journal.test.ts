import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { createJournal } from "./journal.ts";

function newFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "journal-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A part that counts by name. */
function openCounts(dir: string) {
  const counts: Record<string, number> = {};
  const apply = (entry: unknown) => {
    const { name, by } = entry as { name: string; by: number };
    counts[name] = (counts[name] ?? 0) + by;
  };
  const journal = createJournal(dir);
  journal.open({
    counts: {
      restore: apply,
      snapshot: () => Object.entries(counts).map(([name, by]) => ({ name, by })),
    },
  });
  const add = (name: string, by: number) => {
    apply({ name, by });
    journal.stage("counts", { name, by });
  };
  return { counts, journal, add };
}

test("a file that is cut anywhere holds what the flushes before the cut made, and no part of one", () => {
  const change = fc.tuple(fc.constantFrom("a", "b", "é\n👩‍💻"), fc.integer({ min: -9, max: 9 }));
  const flushes = fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
  fc.assert(
    fc.property(flushes, fc.double({ min: 0, max: 1, noNaN: true }), (groups, cutShare) => {
      const dir = newFolder();
      const file = join(dir, "journal.jsonl");
      const first = openCounts(dir);
      const states: Record<string, number>[] = [{}];
      for (const group of groups) {
        for (const [name, by] of group) first.add(name, by);
        first.journal.flush();
        states.push({ ...first.counts });
      }
      first.journal.close();
      if (groups.length > 0) truncateSync(file, Math.floor(statSync(file).size * cutShare));
      const whole = groups.length === 0 ? 0 : readFileSync(file, "utf8").split("\n").length - 1;
      expect(openCounts(dir).counts).toEqual(states[whole]);
      expect(openCounts(dir).counts).toEqual(states[whole]);
    }),
    { numRuns: 60 },
  );
});

test("what was staged and not flushed is not there", () => {
  const dir = newFolder();
  const first = openCounts(dir);
  first.add("a", 1);
  first.journal.flush();
  first.add("a", 1);
  expect(openCounts(dir).counts).toEqual({ a: 1 });
});
