const mostListed = 12;

/** What to write in place of a name that does not exist, with the most similar names first. Pure. */
export function nameRemedy(given: string, known: readonly string[]): string {
  const names = [...new Set(known)];
  if (names.length === 0) return "Leave it out: there is nothing to name";
  const nearest = nearestName(given, names);
  if (nearest === undefined) return `Name one of ${listOf(names)}`;
  const others = names.filter((name) => name !== nearest);
  return others.length === 0
    ? `Write ${nearest}`
    : `Write ${nearest}, or another of ${listOf(others)}`;
}

function listOf(names: readonly string[]): string {
  const left = names.length - mostListed;
  const listed = names.slice(0, mostListed).join(", ");
  return left > 0 ? `${listed} and ${left} more` : listed;
}

/** Undefined if none is similar enough. */
function nearestName(given: string, names: readonly string[]): string | undefined {
  const enough = Math.max(1, Math.floor(given.length / 3));
  const [nearest] = names
    .map((name) => ({ name, edits: editsBetween(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits }) => edits <= enough)
    .sort((one, other) => one.edits - other.edits);
  return nearest?.name;
}

/** How many characters have to be added, removed or changed. */
function editsBetween(one: string, other: string): number {
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const edits = [row];
    for (let at = 1; at <= other.length; at++) {
      const changed = (last[at - 1] ?? 0) + (one[row - 1] === other[at - 1] ? 0 : 1);
      edits[at] = Math.min((last[at] ?? 0) + 1, (edits[at - 1] ?? 0) + 1, changed);
    }
    last = edits;
  }
  return last[other.length] ?? 0;
}
