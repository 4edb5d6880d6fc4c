const chunkSize = 1000;

/** Does something with a thousand rows at a time, so that no line of the journal grows without bound. */
export function inChunks<T, R>(
  rows: readonly T[],
  use: (chunk: readonly T[]) => readonly R[],
): R[] {
  const results: R[] = [];
  for (let start = 0; start < rows.length; start += chunkSize) {
    for (const result of use(rows.slice(start, start + chunkSize))) results.push(result);
  }
  return results;
}
