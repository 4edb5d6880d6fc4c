import { expect, test } from "vitest";
import { type InputChange, judgeLoop, type OwnWrite } from "./judge-loop.ts";

const rules = { rounds: 4, withinMs: 30_000, spreadMs: 3000 };

/** A write, and a change that comes so long after it; then the next. */
function story(delaysMs: readonly number[]): { changes: InputChange[]; writes: OwnWrite[] } {
  let atMs = 1_000_000;
  const changes: InputChange[] = [];
  const writes: OwnWrite[] = [];
  for (const delay of delaysMs) {
    writes.push({ openedMs: atMs, settledMs: atMs + 200 });
    const vendorMs = atMs + 200 + delay;
    changes.push({ vendorMs, seenMs: vendorMs + 500 });
    atMs = vendorMs + 2500;
  }
  return { changes, writes };
}

test("changes that follow our writes one for one, and as soon each time, come of them", () => {
  expect(judgeLoop(story([0, 0, 0, 0]), rules)).toEqual({ afterMs: 0 });
  expect(judgeLoop(story([900, 8000, 9000, 7500, 10_000]), rules)).toEqual({ afterMs: 10_000 });
});

test("stamps in whole seconds, and a clock that is a little slow, hide no loop", () => {
  const { changes, writes } = story([100, 300, 0, 500]);
  const floored = changes.map(({ vendorMs, seenMs }) => {
    return { seenMs, vendorMs: Math.floor(vendorMs / 1000) * 1000 - 4000 };
  });
  expect(judgeLoop({ changes: floored, writes }, rules)).toEqual({ afterMs: 0 });
});

test.each([
  ["too few of them", [0, 0, 0]],
  ["now sooner and now later", [1000, 12_000, 4000, 25_000]],
  ["long after the write", [60_000, 60_000, 60_000, 60_000]],
])("changes that come %s do not come of our writes", (_, delays) => {
  expect(judgeLoop(story(delays), rules)).toBeUndefined();
});

test("a record that is edited faster than we write is a person's doing, however even", () => {
  const { changes, writes } = story([0, 0, 0, 0, 0]);
  const twice = changes.flatMap((change) => [
    { ...change, vendorMs: change.vendorMs - 150, seenMs: change.seenMs - 150 },
    change,
  ]);
  expect(judgeLoop({ changes: twice, writes }, rules)).toBeUndefined();
});

test("a change that was made before the write, and only seen after it, does not come of it", () => {
  const { changes, writes } = story([0, 0, 0, 0]);
  const earlier = changes.map((change) => ({ ...change, vendorMs: change.vendorMs - 20_000 }));
  expect(judgeLoop({ changes: earlier, writes }, rules)).toBeUndefined();
  expect(judgeLoop({ changes, writes: [] }, rules)).toBeUndefined();
});
