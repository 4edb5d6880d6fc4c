import type { FieldValues } from "@fieldwork/contracts";
import type { Change, HintedRead } from "@fieldwork/crm";
import type { KnownContent } from "@fieldwork/store/reconciliations";

export interface Comparison {
  /** As the CRM shows them, where what is known is older. */
  stale: Change[];
  /** Known, and there no more. */
  ended: string[];
  /** Changed so recently that no scan can have returned it. */
  inFlight: number;
}

/**
 * What is known of some records beside what a read of them shows. Only what was kept is compared: a
 * definition that was released since may have the CRM read more. Pure.
 */
export function compareRecords(
  known: readonly KnownContent[],
  { changes, gone }: HintedRead,
  scannedBeforeMs: number,
): Comparison {
  const ends = changes.filter(({ kind }) => kind === "deleted").map(({ ref }) => ref.id);
  const missingNow = new Set([...gone, ...ends]);
  const live = new Map(
    changes.flatMap((change) => (change.kind === "changed" ? [[change.ref.id, change]] : [])),
  );
  const comparison: Comparison = { stale: [], ended: [], inFlight: 0 };
  for (const one of known) {
    const shown = live.get(one.id);
    if (shown === undefined) {
      if (missingNow.has(one.id)) comparison.ended.push(one.id);
      continue;
    }
    if (!isOlder(one, shown)) continue;
    if (Date.parse(shown.version.vendorAt) >= scannedBeforeMs) comparison.inFlight += 1;
    else comparison.stale.push(shown);
  }
  return comparison;
}

function isOlder(known: KnownContent, live: Extract<Change, { kind: "changed" }>): boolean {
  const liveMs = Date.parse(live.version.vendorAt);
  const knownMs = known.vendorAt.getTime();
  if (liveMs !== knownMs) return liveMs > knownMs && !isSame(known, live);
  return !isSame(known, live);
}

function isSame(known: KnownContent, live: Extract<Change, { kind: "changed" }>): boolean {
  return agrees(known.fields, live.fields) && agrees(known.outputs, live.outputs);
}

/** A field that is hidden on either side says nothing. */
function agrees(known: FieldValues, live: FieldValues): boolean {
  return Object.entries(known).every(([field, value]) => {
    const shown = live[field];
    return shown === undefined || shown === value;
  });
}

/** The largest part of an object whose end is believed without asking, and below how many nobody asks. */
const believedShare = 0.05;
const believedCount = 10;

/** Whether so many records ended that a person has to say whether that can be. Pure. */
export function isSweep({ ended, lookedAt }: { ended: number; lookedAt: number }): boolean {
  return ended > believedCount && ended > lookedAt * believedShare;
}

/** One that is known to have ended, and is there: the read that shows it is newer than the news of its end. */
export function asNewAs(ended: KnownContent | undefined, change: Change): Change {
  if (ended === undefined || ended.vendorAt <= new Date(change.version.vendorAt)) return change;
  return { ...change, version: { ...change.version, vendorAt: ended.vendorAt.toISOString() } };
}
