import type { Hold, HoldSubject } from "./hold.ts";
import { holdScopes } from "./hold-scopes.ts";

/**
 * The hold over the subject: the one that was killed, else the oldest order. One of a kind that this
 * process does not know is over everything: to stop too much is safe. Pure.
 */
export function coveringHold(holds: readonly Hold[], subject: HoldSubject): Hold | undefined {
  if (holds.length === 0) return undefined;
  const byKind = Map.groupBy(holds, ({ scope }) => scope);
  const covering = [...byKind].flatMap(([kind, ofKind]) => {
    const scope = holdScopes.find((one) => one.kind === kind);
    const held = new Set(ofKind.map(({ target }) => target));
    return ofKind.filter(({ target }) => scope?.covers(target, subject, held) ?? true);
  });
  return covering.toSorted(bySeverity)[0];
}

function bySeverity(a: Hold, b: Hold): number {
  return Number(b.action === "killed") - Number(a.action === "killed") || a.epoch - b.epoch;
}
