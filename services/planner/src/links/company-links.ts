import { type CheckedService, checkAll, type Logger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { createSharingGroups } from "@fieldwork/store/company-links";
import type { ReceivedChange } from "../plan-work.ts";
import { createKnownCompanies } from "./known-before.ts";
import { createCompanyLinker } from "./link-companies.ts";

export interface CompanyLinks extends CheckedService {
  /** Links the companies of a batch, before anything is wanted for them. */
  link(changes: readonly ReceivedChange[]): Promise<void>;
}

/** Which companies of different CRMs are one, kept up with what is read of them. */
export function createCompanyLinks(deps: { database: Database; logger: Logger }): CompanyLinks {
  const groups = createSharingGroups(deps);
  const knownBefore = createKnownCompanies(deps);
  return {
    name: "company links",
    link: createCompanyLinker({ database: deps.database, groups }),
    check: () => checkAll([groups, knownBefore]),
    async start() {
      await groups.start();
      await knownBefore.start();
    },
    async stop() {
      await knownBefore.stop();
      await groups.stop();
    },
  };
}
