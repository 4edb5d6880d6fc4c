import { decideLink } from "@fieldwork/companies";
import { recordKey } from "@fieldwork/contracts";
import type { Database, Db } from "@fieldwork/store";
import {
  type CompanyKey,
  type CompanyPair,
  type DecidedLink,
  dropCompanyLinks,
  findCompanyPairs,
  followMerge,
  keepCompanyKeys,
  keepCompanyLinks,
  type SharingGroups,
} from "@fieldwork/store/company-links";
import type { ReceivedChange } from "../plan-work.ts";
import { companyChanges } from "./company-changes.ts";

export interface LinkCompaniesDeps {
  database: Database;
  groups: Pick<SharingGroups, "of">;
}

/**
 * Links the companies of a batch of changes with those of other connections, before anything is wanted for
 * them. Costs nothing for what is no company of a sharing group, one statement for a batch whose
 * companies are known as they are, and two more for one that has news.
 */
export function createCompanyLinker({ database, groups }: LinkCompaniesDeps) {
  return async (changes: readonly Pick<ReceivedChange, "event">[]): Promise<void> => {
    const isShared = (connection: string) => groups.of(connection) !== undefined;
    const { keys, merged } = companyChanges(changes, isShared);
    for (const one of merged) await followMerge(database, one);
    await linkByKeys(database, keys);
  };
}

/** Keeps what is news among these keys, and decides the links of their companies anew. */
export async function linkByKeys(
  db: Db,
  keys: readonly CompanyKey[],
  options: { ifUnknown?: boolean } = {},
): Promise<void> {
  if (keys.length === 0) return;
  const { unlinked, ended } = await keepCompanyKeys(db, keys, options);
  if (ended.length > 0) await dropCompanyLinks(db, ended);
  await linkCompanies(db, unlinked);
}

/**
 * Their keys stand by now. So of two companies whose changes are planned at the same moment, at least one
 * finds the other.
 */
async function linkCompanies(db: Db, refs: readonly DecidedLink["ref"][]): Promise<void> {
  if (refs.length === 0) return;
  const pairs = await findCompanyPairs(db, refs);
  await keepCompanyLinks(db, { decided: decideLinks(pairs), of: refs });
}

const mostNamesakes = 5;

/**
 * A name that many companies have is no reason to ask a person about each of them. Pure.
 */
function decideLinks(pairs: readonly CompanyPair[]): DecidedLink[] {
  const byRecord = Map.groupBy(pairs, ({ ref }) => recordKey(ref));
  return [...byRecord.values()].flatMap((ofRecord) => {
    const links = ofRecord.map(
      ({ ref, facts, other, otherFacts }): DecidedLink => ({
        ...{ ref, other },
        ...decideLink(facts, otherFacts),
      }),
    );
    const [{ namesakes = 0 } = {}] = ofRecord;
    const doubts = links.filter(isNameAlone).length;
    if (Math.max(namesakes, doubts) <= mostNamesakes) return links;
    return links.map((link) => (isNameAlone(link) ? { ...link, verdict: "apart" } : link));
  });
}

function isNameAlone({ verdict, reason }: DecidedLink): boolean {
  return verdict === "doubtful" && reason === "name-alone";
}
