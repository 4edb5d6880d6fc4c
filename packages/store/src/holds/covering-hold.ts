import type { Hold, HoldSubject } from "./hold.ts";
import { holdScopes } from "./hold-scopes.ts";

/**
 * The hold that covers the subject: a killed one, otherwise the oldest. A hold of a kind that this
 * process does not know covers everything: stopping too much is safe. Pure.
 */
export function coveringHold(holds: readonly Hold[], subject: HoldSubject): Hold | undefined {
  if (holds.length === 0) return undefined;
  const byKind = Map.groupBy(holds, ({ scope }) => scope);
  const covering = [...byKind].flatMap(([kind, ofKind]) => {
    const scope = holdScopes.find((one) => one.kind === kind);
    const held = new Set(ofKind.map(({ target }) => target));
    return ofKind.filter(
      (hold) => !isSpared(hold, subject) && (scope?.covers(hold.target, subject, held) ?? true),
    );
  });
  return covering.toSorted(bySeverity)[0];
}

function isSpared({ action, spares }: Hold, { wantedBy }: HoldSubject): boolean {
  return action === "paused" && spares.some((wanter) => wantedBy.includes(wanter));
}

function bySeverity(a: Hold, b: Hold): number {
  return Number(b.action === "killed") - Number(a.action === "killed") || a.epoch - b.epoch;
}
