/**
 * Rows as one array for each column, for `unnest`: one statement and one round trip for any number of
 * rows.
 */
export function columns<Row extends object>(
  rows: readonly Row[],
  names: readonly (keyof Row)[],
): unknown[][] {
  return names.map((name) => rows.map((row) => row[name]));
}
