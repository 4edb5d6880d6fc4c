export { createLink, findLink, takeLink } from "./links.ts";
export {
  addGrant,
  countAdmins,
  createPerson,
  disablePerson,
  findAccount,
  listPeople,
  lockAccount,
  lockPerson,
  type Person,
  removeGrant,
  setPassword,
} from "./people.ts";
export {
  createSession,
  dropExpiredAccess,
  endSession,
  findSession,
  listSessions,
  type SessionRow,
} from "./sessions.ts";
export { createToken, endToken, findToken, listTokens, type TokenRow } from "./tokens.ts";
export { countTry, forgetTries } from "./tries.ts";
