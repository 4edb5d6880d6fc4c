/** Many items in an order of theirs: to find a place in it, or to change it, goes through few of them. */
export interface SortedList<T> {
  readonly size: number;
  insert(item: T): void;
  /** An item that is there, and has not changed its place in the order. */
  remove(item: T): void;
  /** How many come before the first that is not below; what is below comes before what is not. */
  countBelow(isBelow: (item: T) => boolean): number;
  slice(from: number, to: number): T[];
}

type Compare<T> = (a: T, b: T) => number;

/** Of items that no two are equal of. A chunk is split when it has become twice as large. */
export function createSortedList<T>(
  compare: Compare<T>,
  items: Iterable<T> = [],
  chunkSize = 1000,
): SortedList<T> {
  const sorted = [...items].sort(compare);
  let size = sorted.length;
  const chunks: T[][] = [];
  for (let from = 0; from < size; from += chunkSize) {
    chunks.push(sorted.slice(from, from + chunkSize));
  }

  /** The first chunk that does not end before the item, or the last of all. */
  function chunkFor(item: T): number {
    const found = partition(chunks, (chunk) => isBefore(chunk.at(-1), item));
    return Math.max(Math.min(found, chunks.length - 1), 0);
  }
  function isBefore(one: T | undefined, item: T): boolean {
    return one !== undefined && compare(one, item) < 0;
  }

  return {
    get size() {
      return size;
    },
    insert(item) {
      const at = chunkFor(item);
      const chunk = chunks[at];
      size += 1;
      if (chunk === undefined) {
        chunks.push([item]);
        return;
      }
      chunk.splice(
        partition(chunk, (one) => isBefore(one, item)),
        0,
        item,
      );
      if (chunk.length >= 2 * chunkSize) chunks.splice(at + 1, 0, chunk.splice(chunkSize));
    },
    remove(item) {
      const at = chunkFor(item);
      const chunk = chunks[at];
      const place = chunk === undefined ? 0 : partition(chunk, (one) => isBefore(one, item));
      if (chunk?.[place] !== item) throw new Error("the list has no such item at its place");
      size -= 1;
      chunk.splice(place, 1);
      if (chunk.length === 0) chunks.splice(at, 1);
    },
    countBelow(isBelow) {
      const at = partition(chunks, (chunk) => isAllBelow(chunk, isBelow));
      const before = chunks.slice(0, at).reduce((sum, { length }) => sum + length, 0);
      return before + partition(chunks[at] ?? [], isBelow);
    },
    slice(from, to) {
      const some: T[] = [];
      let start = 0;
      for (const chunk of chunks) {
        if (start >= to) break;
        if (start + chunk.length > from) {
          for (const item of chunk.slice(Math.max(from - start, 0), to - start)) some.push(item);
        }
        start += chunk.length;
      }
      return some;
    },
  };
}

function isAllBelow<T>(chunk: readonly T[], isBelow: (item: T) => boolean): boolean {
  return chunk.slice(-1).every(isBelow);
}

/** How many come before the first that is not below. */
function partition<T>(items: readonly T[], isBelow: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBelow(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
