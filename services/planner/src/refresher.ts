import { type Definitions, durationMs } from "@fieldwork/enrichments";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import { type Database, refreshDue } from "@fieldwork/store";

export interface RefresherDeps {
  database: Database;
  definitions: Pick<Definitions, "current">;
  logger: Logger;
}

const everyMs = 60_000;
const batch = 500;

/**
 * Wants the values of definitions that say so again once they are old enough: as a backfill called
 * `refresh-<enrichment>`, a part at a time as it drains. Several may do so at once.
 */
export function createRefresher(deps: RefresherDeps): Ticker {
  return createTicker({
    name: "refresher",
    logger: deps.logger,
    async tick() {
      await refreshOld(deps);
      return everyMs;
    },
  });
}

/** Returns how many values are wanted again. */
export async function refreshOld({
  database,
  definitions,
  logger,
}: RefresherDeps): Promise<number> {
  let total = 0;
  for (const { name: enrichment, refreshAfter } of definitions.current()) {
    if (refreshAfter === undefined) continue;
    const wanter = `refresh-${enrichment}`;
    const afterMs = durationMs(refreshAfter);
    const wanted = await refreshDue(database, { enrichment, wanter, afterMs, limit: batch });
    if (wanted > 0) logger.info({ enrichment, wanted }, "values are old enough to be wanted again");
    total += wanted;
  }
  return total;
}
