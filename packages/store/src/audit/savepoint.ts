import { randomBytes } from "node:crypto";
import type { Db } from "../database.ts";

/** Runs a part of a transaction: of one that fails nothing stands, and what was done before it does. */
export async function inSavepoint<T>(tx: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  const name = `part_${randomBytes(4).toString("hex")}`;
  await tx.query(`savepoint ${name}`);
  try {
    const result = await work(tx);
    await tx.query(`release savepoint ${name}`);
    return result;
  } catch (error) {
    await tx.query(`rollback to savepoint ${name}`);
    throw error;
  }
}
