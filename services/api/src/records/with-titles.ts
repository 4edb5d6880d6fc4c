import type { RecordRef } from "@fieldwork/contracts";
import { findTitles, type Reader } from "@fieldwork/store/reading";

/** These, each with what people call its record. */
export async function withTitles<Row extends { ref: RecordRef }>(
  reader: Pick<Reader, "query">,
  rows: readonly Row[],
): Promise<(Row & { title: string | null })[]> {
  const titles = await findTitles(
    reader,
    rows.map(({ ref }) => ref),
  );
  return rows.map((row, place) => ({ ...row, title: titles[place] ?? null }));
}
