/** The same number for the same text: FNV-1a, with its bits mixed so that neighbours fall far apart. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}

export function choose<T>(options: readonly [T, ...T[]], key: string): T {
  return options[hashOf(key) % options.length] ?? options[0];
}

/** From `low` to `high`, both included. */
export function chooseNumber(low: number, high: number, key: string): number {
  return low + (hashOf(key) % (high - low + 1));
}
