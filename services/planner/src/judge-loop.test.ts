import { expect, test } from "vitest";
import { type InputChange, judgeLoop, type OwnWrite } from "./judge-loop.ts";

const rules = 4;
const thrice = (delays: readonly number[]) => [...delays, ...delays, ...delays];

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

test("changes that follow our writes one for one, and are made with them, come of them", () => {
  expect(judgeLoop(story([9000, 0, 0, 0, 0]), rules)).toEqual({ count: 4, afterMs: 0 });
});

test("changes that come some time after our writes come of them if they are always as late, and many", () => {
  const late = [8000, 9000, 7500, 10_000];
  expect(judgeLoop(story(late), rules)).toBeUndefined();
  expect(judgeLoop(story(thrice(late)), rules)).toEqual({ count: 12, afterMs: 10_000 });
});

test("stamps in whole seconds, and a clock that is a little slow, hide no loop", () => {
  const { changes, writes } = story([0, 0, 0, 0]);
  const floored = changes.map(({ vendorMs, seenMs }) => {
    return { seenMs, vendorMs: Math.floor(vendorMs / 1000) * 1000 - 4000 };
  });
  expect(judgeLoop({ changes: floored, writes }, rules)).toEqual({ count: 4, afterMs: 0 });
});

test.each([
  ["too rarely", [0, 0, 31_000]],
  ["now sooner and now later", [1000, 12_000, 4000, 25_000]],
  ["long after the write", [60_000, 60_000, 60_000, 60_000]],
])("changes that come %s do not come of our writes", (_, delays) => {
  expect(judgeLoop(story(thrice(delays)), rules)).toBeUndefined();
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
