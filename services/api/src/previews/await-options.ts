import { setTimeout as wait } from "node:timers/promises";
import type { Db } from "@fieldwork/store";
import { findDescription } from "@fieldwork/store/backfills";
import { findOrderedAsks, type OrderedAsk } from "@fieldwork/store/ordered-asks";

const lookEveryMs = 150;
const longestWaitMs = 3000;

/**
 * The ask with the options of its record, where not every record takes all: the connector looks them up
 * while the model is asked. Where none does in time, the options of the field count.
 */
export async function withRecordOptions(
  database: Pick<Db, "query">,
  asked: OrderedAsk,
): Promise<OrderedAsk> {
  if (asked.recordOptions !== null) return asked;
  const described = await findDescription(database, asked.ref);
  if (!described.some(({ accepts }) => accepts?.variesByRecord === true)) return asked;
  const until = performance.now() + longestWaitMs;
  while (performance.now() < until) {
    const [now] = await findOrderedAsks(database, [asked.id]);
    if (now === undefined) return asked;
    if (now.recordOptions !== null) return { ...asked, recordOptions: now.recordOptions };
    await wait(lookEveryMs);
  }
  return asked;
}
