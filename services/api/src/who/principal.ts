import { type Actor, isWithin, type Rights } from "@fieldwork/contracts";
import { computerUser } from "./computer-user.ts";

/** Whoever a request comes from, once that is proven. */
export interface Principal {
  actor: Actor;
  rights: Rights;
  /** The person, also where a token of theirs acts; null for what belongs to nobody. */
  personId: string | null;
  /** Of a person who is signed in. */
  sessionId: string | null;
  /** The network address. */
  from: string | undefined;
}

/** Whoever sits at this machine: orders are given in the name of the computer's user. */
export function commandActor(): Actor {
  const username = computerUser();
  return { kind: "person", id: `command-line:${username}`, name: username };
}

/** Of whoever can reach the database itself, as at the command line: nothing can be kept from them. */
export function commandPrincipal(actor: Actor): Principal {
  return {
    ...{ actor, rights: [[{ role: "admin", connection: null }]] },
    ...{ personId: null, sessionId: null, from: "command line" },
  };
}

/** Whether they may do all that their person may: with a token of a narrower scope they may not. Pure. */
export function mayAllOfPerson({ rights }: Pick<Principal, "rights">): boolean {
  const [grants = []] = rights;
  return grants.every((grant) => isWithin(rights, grant));
}
