import type { ReplacedValue, WrittenValue } from "./field-write.ts";
import { sameValue } from "./same-value.ts";

/** A value of one field as the CRM's own history has it, in canonical form. */
export interface FieldVersion {
  value: string | null;
  atMs: number;
  /** What it replaced, where the history says it; otherwise the version before it tells. */
  replaced?: string | null | undefined;
}

/** How far the CRM's clock may be from that of our store. */
const clocksApartMs = 60_000;

/**
 * What a write replaced, by the versions of its field, the newest first; undefined where they do not tell:
 * no history is kept, or it does not reach back that far. Pure.
 */
export function findReplaced(
  written: WrittenValue,
  versions: readonly FieldVersion[],
): ReplacedValue | undefined {
  const { value: ofOurs, openedAt, settledAt } = written;
  const index = versions.findIndex(
    ({ value, atMs }) =>
      sameValue(value, ofOurs) &&
      atMs >= openedAt.getTime() - clocksApartMs &&
      atMs <= settledAt.getTime() + clocksApartMs,
  );
  const ours = versions[index];
  if (ours === undefined) return undefined;
  const replaced = ours.replaced === undefined ? versions[index + 1]?.value : ours.replaced;
  return replaced === undefined ? undefined : { written, value: replaced };
}
