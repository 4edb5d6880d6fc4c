import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import {
  findCompaniesKnownBefore,
  listConnectionsToKey,
  noteCompaniesKnownBefore,
} from "@fieldwork/store/company-links";
import { companyKeyOf, linkedObject } from "./company-changes.ts";
import { linkByKeys } from "./link-companies.ts";

const page = 500;
const restMs = 2000;

/**
 * Links the companies that were known before their connection joined a sharing group, by what is kept of
 * them: whatever else is read of one later counts then. Several may do so at once.
 */
export function createKnownCompanies(deps: { database: Database; logger: Logger }): Ticker {
  return createTicker({
    name: "companies known before",
    logger: deps.logger,
    tick: async () => ((await linkKnownBefore(deps.database)) ? 0 : restMs),
  });
}

/** A page of each; whether it has found anything to do. */
export async function linkKnownBefore(database: Database): Promise<boolean> {
  let isMore = false;
  for (const place of await listConnectionsToKey(database)) {
    const found = await findCompaniesKnownBefore(database, {
      ...place,
      ...{ object: linkedObject, limit: page },
    });
    const keys = found.companies.map(companyKeyOf);
    const living = keys.filter(({ deleted }) => !deleted);
    await linkByKeys(database, living, { ifUnknown: true });
    const ended = keys.filter(({ deleted }) => deleted);
    await linkByKeys(database, ended);
    await noteCompaniesKnownBefore(database, found);
    isMore ||= !found.isLast;
  }
  return isMore;
}
