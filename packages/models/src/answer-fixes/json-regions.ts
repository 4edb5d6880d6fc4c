const closers: Readonly<Record<string, string>> = { "{": "}", "[": "]" };

// How many brackets that were never closed a closing one looks past.
const lookBack = 4;

interface Level {
  closer: string;
  start: number;
}

/**
 * The pieces of a text from a bracket or brace to the one that closes it, outermost ones only, in their
 * order. Those within a JSON text do not count, nor those that are never closed, as in prose. Linear.
 */
export function jsonRegions(text: string): string[] {
  const regions: { start: number; end: number }[] = [];
  const open: Level[] = [];
  for (const { mark, at } of marksOf(text, open)) {
    const closer = closers[mark];
    if (closer !== undefined) {
      open.push({ closer, start: at });
      continue;
    }
    const level = close(open, mark);
    if (level === undefined) continue;
    while ((regions.at(-1)?.start ?? -1) > level.start) regions.pop();
    regions.push({ start: level.start, end: at + 1 });
  }
  return regions.map(({ start, end }) => text.slice(start, end));
}

/** The brackets and braces outside of JSON texts; outside of any bracket nothing is one. */
function* marksOf(text: string, open: readonly Level[]): Generator<{ mark: string; at: number }> {
  const marks = /["\\{}[\]]/g;
  let isInText = false;
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    const [mark] = found;
    if (mark === '"') isInText = open.length > 0 && !isInText;
    else if (mark !== "\\") {
      if (!isInText) yield { mark, at: found.index };
      // What it escapes is no mark.
    } else if (isInText) marks.lastIndex++;
  }
}

function close(open: Level[], character: string): Level | undefined {
  for (let at = open.length - 1; at >= Math.max(0, open.length - lookBack); at--) {
    const level = open[at];
    if (level?.closer !== character) continue;
    open.length = at;
    return level;
  }
  return undefined;
}
