import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { expect, test } from "vitest";
import { OffsetCommits } from "./offset-commits.ts";

interface Commit {
  partition: number;
  offset: string;
}

function createCommits({ refusals = 0 } = {}) {
  const seen: (readonly Commit[])[] = [];
  let left = refusals;
  const commits = new OffsetCommits({
    logger: testLogger(),
    async commit(offsets) {
      if (left-- > 0) throw new Error("the broker is away");
      seen.push(offsets);
    },
  });
  return { seen, commits };
}

test("commits several partitions in one request, each as far as it is", async () => {
  const { seen, commits } = createCommits();
  commits.finish(0, 5n);
  commits.finish(1, 7n);
  commits.finish(0, 9n);
  await eventually(() => expect(seen).toHaveLength(1));
  expect(seen[0]).toEqual([
    { partition: 0, offset: "9" },
    { partition: 1, offset: "7" },
  ]);
});

test("tries again what the broker did not take, and never goes back", async () => {
  const { seen, commits } = createCommits({ refusals: 1 });
  commits.finish(0, 5n);
  commits.finish(1, 7n);
  const refused = commits.flush();
  commits.finish(0, 9n);
  await refused;
  await eventually(() => expect(seen).toHaveLength(1));
  expect(seen[0]?.toSorted((a, b) => a.partition - b.partition)).toEqual([
    { partition: 0, offset: "9" },
    { partition: 1, offset: "7" },
  ]);
});

test("commits nothing of an assignment that is over, not even what it failed to commit in time", async () => {
  const { seen, commits } = createCommits({ refusals: 1 });
  commits.finish(0, 5n);
  const refused = commits.flush();
  commits.drop();
  await refused;
  commits.finish(1, 1n);
  await eventually(() => expect(seen).toEqual([[{ partition: 1, offset: "1" }]]));
});

test("a commit that fails late does not take back what was committed meanwhile", async () => {
  const calls: { offsets: string[]; end: PromiseWithResolvers<void> }[] = [];
  const commits = new OffsetCommits({
    logger: testLogger(),
    commit: (offsets) => {
      const end = Promise.withResolvers<void>();
      calls.push({ offsets: offsets.map(({ offset }) => offset), end });
      return end.promise;
    },
  });
  commits.finish(0, 10n);
  const first = commits.flush();
  commits.finish(0, 20n);
  const second = commits.flush();
  // The broker froze and took both; it is only the first that was not told in time.
  calls[0]?.end.reject(new Error("no answer"));
  calls[1]?.end.resolve();
  await Promise.all([first, second]);
  const third = commits.flush();
  calls[2]?.end.resolve();
  await third;
  commits.drop();
  expect(calls.at(-1)?.offsets).toEqual(["20"]);
});
