/** What a masked value is; it names the placeholder. */
export type MaskKind = "person" | "email" | "phone" | "card" | "iban" | "id";

/** Where a personal value stands in a text. */
export interface FoundValue {
  kind: MaskKind;
  start: number;
  end: number;
}

/** In the order of the text; of two that overlap, the one that was found first stays. Pure. */
export function withoutOverlaps(found: readonly FoundValue[]): FoundValue[] {
  const kept: FoundValue[] = [];
  for (const one of found) {
    if (kept.every(({ start, end }) => one.end <= start || one.start >= end)) kept.push(one);
  }
  return kept.toSorted((a, b) => a.start - b.start);
}
