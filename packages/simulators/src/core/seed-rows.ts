import type { NewRecord, RecordStore } from "./record-store.ts";
import type { Caller } from "./routes.ts";
import type { SimulatorCore } from "./vendor.ts";

/** The fields of a record as they are stored, unchecked. */
export type SeedRow = Readonly<Record<string, unknown>>;

/** When the row of this index was last changed. */
export type StampOf = (index: number) => number;

export interface SeedPlan {
  rows: readonly SeedRow[];
  newRecord(fields: Record<string, unknown>): NewRecord;
  by: Caller;
  atMs: StampOf;
}

const rowsOfLine = 1000;

/** Stores many records fast, as if imported long ago; the ids in order. */
export function seedRows(
  { books, journal }: SimulatorCore,
  store: RecordStore,
  { rows, newRecord, by, atMs }: SeedPlan,
): string[] {
  books.seeded(rows.length);
  const ids = rows.map((row, index) => {
    const { id } = store.seed(newRecord({ ...row }), { by, atMs: atMs(index) });
    if (index % rowsOfLine === rowsOfLine - 1) journal.flush();
    return id;
  });
  journal.flush();
  return ids;
}
