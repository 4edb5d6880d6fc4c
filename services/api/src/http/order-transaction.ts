import { AsyncLocalStorage } from "node:async_hooks";
import type { Database, Db } from "@fieldwork/store";
import { inSavepoint } from "@fieldwork/store/audit";

interface OrderTransaction {
  tx: Db;
  afterCommit: (() => Promise<void>)[];
}

const current = new AsyncLocalStorage<OrderTransaction>();

/**
 * The same database, which is the order's own transaction wherever `inOneTransaction` runs: what orders
 * store in several transactions stands together or not at all. One inside is a savepoint.
 */
export function withOrderTransactions(database: Database): Database {
  return {
    ...database,
    query: (text, values) => (current.getStore()?.tx ?? database).query(text, values),
    transaction(work) {
      const order = current.getStore();
      return order === undefined ? database.transaction(work) : inSavepoint(order.tx, work);
    },
  };
}

/** Runs an order in one transaction, and afterwards what waits for it. */
export async function inOneTransaction<T>(
  database: Database,
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  let waiting: OrderTransaction["afterCommit"] = [];
  const result = await database.transaction((tx) => {
    const order: OrderTransaction = { tx, afterCommit: [] };
    waiting = order.afterCommit;
    return current.run(order, () => work(tx));
  });
  for (const run of waiting) await run();
  return result;
}

/** Once what was stored before stands: after the order's transaction, or at once where there is none. */
export async function afterCommit(run: () => Promise<void>): Promise<void> {
  const order = current.getStore();
  if (order === undefined) await run();
  else order.afterCommit.push(run);
}
