/** Each value that stands at more than one place, with its second place and those after. */
export function findRepeats<T extends { value: string }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ value }) => seen.size === seen.add(value).size);
}
