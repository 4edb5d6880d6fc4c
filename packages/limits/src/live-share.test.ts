import fc from "fast-check";
import { expect, test } from "vitest";
import { afterShare, type ClassShares, mustYield, noShares, waitForShare } from "./class-shares.ts";
import { classWeights } from "./live-share.ts";

const turns = 1000;

/** Of so many turns those that live work got, while both classes wait for each. */
function liveTurns(livePercent: number): number {
  const weights = classWeights({ LIVE_SHARE_PERCENT: livePercent });
  const wait = { nowMs: 0, waitMs: 1000 };
  let live = 0;
  let shares: ClassShares = noShares;
  for (let turn = 0; turn < turns; turn += 1) {
    shares = waitForShare(waitForShare(shares, "live", wait), "backfill", wait);
    const workClass = mustYield(shares, "live", 0) ? "backfill" : "live";
    if (workClass === "live") live += 1;
    shares = afterShare(shares, workClass, { nowMs: 0, weights });
  }
  return live;
}

test("a provider at its limit gives live work the share of the setting, and backfills the rest", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), (livePercent) => {
      expect(Math.abs(liveTurns(livePercent) - (turns * livePercent) / 100)).toBeLessThan(3);
    }),
  );
});
