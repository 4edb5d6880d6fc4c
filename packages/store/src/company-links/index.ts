export {
  type CompanyKey,
  type CompanyPair,
  dropCompanyLinks,
  findCompanyPairs,
  type KeptCompanyKeys,
  keepCompanyKeys,
} from "./company-keys.ts";
export { followMerge, type MergedRecord } from "./follow-merge.ts";
export {
  findCompaniesKnownBefore,
  listConnectionsToKey,
  noteCompaniesKnownBefore,
} from "./known-before.ts";
export {
  type DecidedLink,
  type KnownLink,
  keepCompanyLinks,
  type LinkOrder,
  orderCompanyLink,
  orderedPair,
} from "./links.ts";
export {
  claimSharedQuestions,
  type SharedAsk,
  type SharedQuestion,
} from "./shared-questions.ts";
export { createSharingGroups, type SharingGroups } from "./sharing-groups.ts";
export { listSharingMembers, type SharingMember, setSharingMembers } from "./sharing-members.ts";
export { wantApart } from "./want-apart.ts";
