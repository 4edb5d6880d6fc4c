import type { Logger } from "@fieldwork/runtime";
import type { RunAdmissionScript } from "./admission-script.ts";
import { leftIn, matters } from "./heard-limits.ts";
import type { HeardWindow } from "./learnt-limits.ts";
import type { ApplyingRules } from "./rules.ts";

/** One process tells so often at most: every reply says it again. */
const everyMs = 1000;

/**
 * Tells all processes when a vendor has less left than they may believe. With plenty left, which is the ordinary case,
 * it asks nobody.
 */
export function createLowTeller({
  run,
  logger,
}: {
  run: RunAdmissionScript;
  logger: Logger;
}): (of: ApplyingRules, heard: readonly HeardWindow[]) => void {
  const toldAt = new Map<string, number>();
  return (of, heard) => {
    const low = heard.filter((one) => matters(of, one));
    const key = of.scopes.join(" ");
    const nowMs = performance.now();
    if (low.length === 0 || nowMs - (toldAt.get(key) ?? Number.NEGATIVE_INFINITY) < everyMs) return;
    toldAt.set(key, nowMs);
    const left = leftIn(low);
    run({
      ...{ ...of, kind: "clamp" },
      amountOf: ({ id }, { scope }) => left[scope]?.[id],
    }).catch((err: unknown) => {
      logger.debug({ err, scope: of.scopes[0] }, "what a vendor has left could not be told");
    });
  };
}
