const firstImport = Date.UTC(2025, 2, 3, 8, 0, 0);
const importEveryMs = 6 * 3_600_000 + 17_000;
const rowsOfImport = 13;

/** When a row was brought in: thirteen share a second, and the next come hours later. */
export function importedAtMs(index: number): number {
  return firstImport + Math.floor(index / rowsOfImport) * importEveryMs;
}
