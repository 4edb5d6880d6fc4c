import { setTimeout as timer } from "node:timers/promises";

export interface RowLockOptions {
  /** How long a call takes to save its records. */
  holdMs: number;
  /** How long it waits for what another call has locked: 10 s when left out. */
  waitMs?: number | undefined;
}

type Rows = readonly (readonly string[])[];

/**
 * Locks the rows of a call, one list for each of its records, while it saves them; what another call has
 * locked for too long is left out. Without options nothing is locked.
 */
export type LockRows = <T>(
  rows: Rows,
  save: (isLocked: (index: number) => boolean) => T,
) => Promise<T>;

export function createRowLocks(options: RowLockOptions | undefined): LockRows {
  if (options === undefined) return async (_, save) => save(() => true);
  const { holdMs, waitMs = 10_000 } = options;
  const owners = new Map<string, symbol>();
  let released = Promise.withResolvers<void>();

  /** The places of the records whose rows are now all the owner's. */
  function lockFree(rows: Rows, owner: symbol): Set<number> {
    const locked = new Set<number>();
    for (const [index, ofRecord] of rows.entries()) {
      if (ofRecord.some((row) => (owners.get(row) ?? owner) !== owner)) continue;
      locked.add(index);
      for (const row of ofRecord) owners.set(row, owner);
    }
    return locked;
  }

  async function lock(rows: Rows, owner: symbol): Promise<Set<number>> {
    const giveUpAt = performance.now() + waitMs;
    for (;;) {
      const locked = lockFree(rows, owner);
      const leftMs = giveUpAt - performance.now();
      if (locked.size === rows.length || leftMs <= 0) return locked;
      await Promise.race([released.promise, timer(leftMs)]);
    }
  }

  function release(owner: symbol): void {
    for (const [row, by] of owners) if (by === owner) owners.delete(row);
    released.resolve();
    released = Promise.withResolvers();
  }

  return async (rows, save) => {
    const owner = Symbol("call");
    const locked = await lock(rows, owner);
    await timer(holdMs);
    try {
      return save((index) => locked.has(index));
    } finally {
      release(owner);
    }
  };
}
