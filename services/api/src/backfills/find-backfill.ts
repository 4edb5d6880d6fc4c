import { AppError } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import { type Backfill, listBackfills } from "@fieldwork/store/backfills";

/** @throws AppError `not_found`, also if it is of another connection than whoever asks has rights on. */
export async function findBackfill(
  db: Pick<Db, "query">,
  id: string,
  connection?: string,
): Promise<Backfill> {
  const [backfill] = await listBackfills(db, { limit: 1, id, connection });
  if (!backfill) throw unknownBackfill(id);
  return backfill;
}

export function unknownBackfill(id: string): AppError {
  return new AppError(`there is no backfill ${id}`, { code: "not_found", retryable: false });
}
