import { expect, test } from "vitest";
import { onScreen } from "../../command-line/screen.ts";
import { receiptOf } from "../receipt.ts";
import type { ShownProgress } from "./progress-text.ts";
import { watchProgress } from "./watch-progress.ts";

const begun: ShownProgress = {
  ...{ id: "backfill-1", state: "running", step: 0, restUntil: null, ended: 0, records: 50 },
  ...{ perMinute: 0, secondsLeft: null, waitsFor: null, spentNanoUsd: 0, expectedNanoUsd: null },
  ...{
    likelyNanoUsd: 2e6,
    steps: [],
    minutes: [],
    mostNanoUsd: 3e6,
    receipt: { ...receiptOf([]), records: 50 },
  },
};
const steps: ShownProgress[] = [
  begun,
  begun,
  {
    ...{ ...begun, ended: 25, perMinute: 10, secondsLeft: 150, spentNanoUsd: 1e6 },
    receipt: { ...receiptOf([]), records: 50, written: 20, refused: 5, waiting: 25 },
  },
  { ...begun, ended: 25, state: "paused", waitsFor: { name: "resume" } },
  { ...begun, ended: 50, state: "finished", step: 1, secondsLeft: 0, spentNanoUsd: 2e6 },
];

async function watch(isInteractive: boolean) {
  let written = "";
  const pictures: string[] = [];
  let at = -1;
  const end = await watchProgress({
    isInteractive,
    out: (text) => {
      written += text;
    },
    live: (text) => pictures.push(typeof text === "string" ? text : text(screen)),
    rest: async () => {},
    read: async () => {
      at += 1;
      return steps[at] ?? begun;
    },
  });
  return { written, pictures, end };
}

const screen = { columns: 80, hasColours: false };
const none = "░".repeat(24);
const half = "█".repeat(12) + "░".repeat(12);

test("where nobody looks, each change is a line, until it ends", async () => {
  const { written, end } = await watch(false);
  expect(written.trimEnd().split("\n")).toEqual([
    `backfill-1 ${none} 0 %  0 of 50, step 0, running  0.0 a minute  0.000000 USD of 0.002000 USD likely, at most 0.003000 USD`,
    `backfill-1 ${half} 50 %  25 of 50, step 0, running  10.0 a minute  3 min left  0.001000 USD of 0.002000 USD likely, at most 0.003000 USD`,
    `backfill-1 ${half} 50 %  25 of 50, step 0, paused  0.000000 USD of 0.002000 USD likely, at most 0.003000 USD  waits for: backfill resume`,
    `backfill-1 ${"█".repeat(24)} 100 %  50 of 50, step 1, finished  0.002000 USD of 0.002000 USD likely, at most 0.003000 USD`,
  ]);
  expect(end.state).toBe("finished");
});

test("on a terminal there is one picture that moves on, with a bar for each state", async () => {
  const { written, pictures } = await watch(true);
  expect(written).toBe("");
  expect(pictures).toHaveLength(steps.length);
  expect(onScreen(pictures[2] ?? "", screen).split("\n")).toEqual([
    `backfill-1 ${half} 50 %`,
    "25 of 50, step 0, running",
    "10.0 a minute",
    "3 min left",
    "0.001000 USD of 0.002000 USD likely, at most 0.003000 USD",
    `  written  ${"█".repeat(12)}${"░".repeat(18)}   40 %  20`,
    `  refused  ${"█".repeat(3)}${"░".repeat(27)}   10 %  5`,
    `  waiting  ${"█".repeat(15)}${"░".repeat(15)}   50 %  25`,
  ]);
});
