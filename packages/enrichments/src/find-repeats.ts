/** Each value that appears at more than one place, with all its places except the first. */
export function findRepeats<T extends { value: string }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ value }) => seen.size === seen.add(value).size);
}
