/** Whether two searches show the same, in whatever order their parts stand. Pure. */
export function isSameSearch(one: object, other: object): boolean {
  return textOf(one) === textOf(other);
}

function textOf(search: object): string {
  const parts = Object.entries(search).filter(([, value]) => value !== undefined);
  return JSON.stringify(parts.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
