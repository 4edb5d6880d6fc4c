import type { Database } from "../database.ts";

/** What practice runs its statements on. */
export type PracticeDatabase = Pick<Database, "query" | "transaction">;

/**
 * Runs `work` in one transaction that is never committed: its statements really run, and nobody sees
 * anything of them. What `work` does in transactions is done in this one.
 */
export async function practise(
  database: Pick<Database, "transaction">,
  work: (practice: PracticeDatabase) => Promise<void>,
): Promise<void> {
  let isDone = false;
  await database
    .transaction(async (tx) => {
      isDone = false;
      await work({ query: tx.query, transaction: (inner) => inner(tx) });
      isDone = true;
      throw new Error("practice is not kept");
    })
    .catch((error: unknown) => {
      if (!isDone) throw error;
    });
}
