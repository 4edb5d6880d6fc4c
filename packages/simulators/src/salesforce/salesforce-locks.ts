import { setTimeout as timer } from "node:timers/promises";

export interface RowLockOptions {
  /** How long a call takes to save its records. */
  holdMs: number;
  /** How long it waits for what another call has locked: 10 s when left out. */
  waitMs?: number | undefined;
}

/**
 * Locks the rows of a call, one list for each of its records, while it saves them; what another call has
 * locked for too long is left out. Without options nothing is locked.
 */
export type LockRows = <T>(
  rows: readonly (readonly string[])[],
  save: (isLocked: (index: number) => boolean) => T,
) => Promise<T>;

export function createRowLocks(options: RowLockOptions | undefined): LockRows {
  if (options === undefined) return async (_, save) => save(() => true);
  const { holdMs, waitMs = 10_000 } = options;
  const owners = new Map<string, symbol>();
  let released = Promise.withResolvers<void>();

  return async (rows, save) => {
    const owner = Symbol();
    const locked = new Set<number>();
    const giveUpAt = performance.now() + waitMs;
    for (;;) {
      for (const [index, ofRecord] of rows.entries()) {
        if (ofRecord.some((row) => (owners.get(row) ?? owner) !== owner)) continue;
        locked.add(index);
        for (const row of ofRecord) owners.set(row, owner);
      }
      const leftMs = giveUpAt - performance.now();
      if (locked.size === rows.length || leftMs <= 0) break;
      await Promise.race([released.promise, timer(leftMs)]);
    }
    await timer(holdMs);
    try {
      return save((index) => locked.has(index));
    } finally {
      for (const [row, by] of owners) if (by === owner) owners.delete(row);
      released.resolve();
      released = Promise.withResolvers();
    }
  };
}
