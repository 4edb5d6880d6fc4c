import type { ObjectName } from "@fieldwork/contracts";
import { createInstruments } from "@fieldwork/runtime";

// Four to a doubling, from 20 ms to over a minute, so that p50 and p99 can be told to a fifth.
const secondsBuckets = Array.from({ length: 48 }, (_, index) => 0.02 * 2 ** (index / 4));
/** The same, in whole milliseconds. */
export const windowBoundsMs: readonly number[] = secondsBuckets.map((bound) =>
  Math.ceil(Math.round(bound * 1e5) / 100),
);

const instruments = createInstruments((meter) => ({
  window: meter.createHistogram("fieldwork.write.window", {
    description: "From the beginning of a batch's read to the CRM's reply to its fast writes",
    unit: "s",
    advice: { explicitBucketBoundaries: secondsBuckets },
  }),
  overwritten: meter.createCounter("fieldwork.write.overwritten", {
    description: "Edits that fast writes overwrote, as the CRM's own history shows",
    unit: "{edit}",
  }),
}));

/** A batch of fast writes: an edit that a person makes within this time is overwritten. */
export function meterWriteWindow(
  { connection, object }: { connection: string; object: ObjectName },
  windowMs: number,
): void {
  instruments()?.window.record(windowMs / 1000, {
    "fieldwork.connection": connection,
    "fieldwork.object": object,
  });
}

export function meterOverwritten(connection: string, count: number): void {
  instruments()?.overwritten.add(count, { "fieldwork.connection": connection });
}
