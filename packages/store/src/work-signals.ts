import type { Db } from "./database.ts";

/** The channel on which dispatchers hear that work became ready. */
export const workReadyChannel = "work_ready";

/** One notification for each batch: in every commit it would cost more than the work. */
export async function signalWorkReady(db: Db): Promise<void> {
  await db.query(`notify ${workReadyChannel}`);
}
