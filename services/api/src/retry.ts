import { reasonCodesLike } from "@fieldwork/contracts";
import { type Db, decideAgain, liftBrakes, runAgain, signalWorkReady } from "@fieldwork/store";
import type { Reader } from "@fieldwork/store/reading";
import { findRef } from "./find-ref.ts";

export interface RetryOptions {
  /** Dead letters, or reviews. */
  state: "dead" | "review";
  /** A record as people write it: `connection/object/id`, or its id alone. */
  record?: string | undefined;
  connection?: string | undefined;
  object?: string | undefined;
  enrichment?: string | undefined;
  /** The code of a reason, or some of its words. */
  reason?: string | undefined;
}

/** Puts dead letters or reviews back into the line, and says how many. */
export async function retry(
  { database: db, reader }: { database: Db; reader: Reader },
  options: RetryOptions,
): Promise<string> {
  const { record, reason, state, ...scope } = options;
  const ref = record === undefined ? undefined : await findRef(reader, record);
  const filter = {
    ...scope,
    ...(reason !== undefined && { reason: { codes: reasonCodesLike(reason), said: reason } }),
    ...(ref && { connection: ref.connection, object: ref.object, recordId: ref.id }),
  };
  // Otherwise what waits as one group would be held back again.
  if (state === "review") await liftBrakes(db, filter);
  const count = await (state === "dead" ? runAgain(db, filter) : decideAgain(db, filter));
  if (count > 0) await signalWorkReady(db);
  const what = state === "dead" ? "dead letter" : "review";
  const many = `${count} ${what}${count === 1 ? "" : "s"}`;
  return count === 0
    ? `No ${what} matches.`
    : `Put back ${many}; a running line continues with them, otherwise the next start does.`;
}
