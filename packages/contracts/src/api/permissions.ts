/** What people are to one connection, or to all of them. Each may do all that those before it may. */
export const roles = ["viewer", "reviewer", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/**
 * Everything that is asked before a request is served: the least role that may do it, and whether that
 * role on one connection is enough (for what belongs to that connection), or it takes the role on all.
 * What is not listed, nobody may do.
 */
export const permissions = {
  /** One's own sessions and tokens. */
  "self.manage": { role: "viewer", over: "connection" },
  "line.read": { role: "viewer", over: "connection" },
  /** What tells of all connections at once. */
  "line.read-all": { role: "viewer", over: "everything" },
  "records.read": { role: "viewer", over: "connection" },
  "backfills.read": { role: "viewer", over: "connection" },
  "reviews.read": { role: "viewer", over: "connection" },
  "dead-letters.read": { role: "viewer", over: "connection" },
  "budgets.read": { role: "viewer", over: "connection" },
  "definitions.read": { role: "viewer", over: "connection" },
  /** What was sent to models and what they replied, where a definition has it kept. */
  "captures.read": { role: "operator", over: "connection" },
  "reviews.decide": { role: "reviewer", over: "connection" },
  "cases.export": { role: "reviewer", over: "connection" },
  "preview.ask": { role: "operator", over: "connection" },
  "work.retry": { role: "operator", over: "connection" },
  "backfills.order": { role: "operator", over: "connection" },
  "dead-letters.order": { role: "operator", over: "connection" },
  "holds.order": { role: "operator", over: "connection" },
  "reconciliations.order": { role: "operator", over: "connection" },
  "connections.test": { role: "operator", over: "connection" },
  /** A link is of two connections. */
  "links.read": { role: "viewer", over: "everything" },
  "links.order": { role: "reviewer", over: "everything" },
  /** An event that failed may be of any connection. */
  "dead-events.read": { role: "viewer", over: "everything" },
  "dead-events.order": { role: "operator", over: "everything" },
  /** It asks models for money, and belongs to no connection. */
  "evaluations.order": { role: "operator", over: "everything" },
  "budgets.set": { role: "admin", over: "everything" },
  "definitions.release": { role: "admin", over: "everything" },
  "notices.order": { role: "admin", over: "everything" },
  "people.manage": { role: "admin", over: "everything" },
  "audit.read": { role: "admin", over: "everything" },
  "erasure.order": { role: "admin", over: "everything" },
} as const satisfies Record<string, { role: Role; over: "connection" | "everything" }>;

export type Permission = keyof typeof permissions;

/** A role on one connection; on all of them where `connection` is null. */
export interface Grant {
  role: Role;
  connection: string | null;
}

/** Of each of these, one must allow what is asked: of a token, its owner's grants and its own. */
export type Rights = readonly (readonly Grant[])[];

/** The connections on which something may be done. */
export type Reach = "all" | readonly string[];

/** On which connections these rights reach for a permission: none is an empty list. Pure. */
export function reachOf(rights: Rights, permission: Permission): Reach {
  const reaches = rights.map((grants) => reachOfGrants(grants, permission));
  if (reaches.length === 0) return [];
  return reaches.reduce(narrower);
}

/** Whether something may be done on a connection; with null, whether on all that there are. Pure. */
export function isAllowed(
  rights: Rights,
  permission: Permission,
  connection: string | null,
): boolean {
  const reach = reachOf(rights, permission);
  return reach === "all" || (connection !== null && reach.includes(connection));
}

/** Whether something may be done on any connection at all. Pure. */
export function isAllowedAnywhere(rights: Rights, permission: Permission): boolean {
  const reach = reachOf(rights, permission);
  return reach === "all" || reach.length > 0;
}

function reachOfGrants(grants: readonly Grant[], permission: Permission): Reach {
  const { role: least, over } = permissions[permission];
  const enough = grants.filter((grant) => isAtLeast(grant.role, least));
  if (enough.some(({ connection }) => connection === null)) return "all";
  if (over === "everything") return [];
  return [...new Set(enough.flatMap(({ connection }) => connection ?? []))];
}

function isAtLeast(one: Role, least: Role): boolean {
  return roles.indexOf(one) >= roles.indexOf(least);
}

function narrower(one: Reach, other: Reach): Reach {
  if (one === "all") return other;
  return other === "all" ? one : one.filter((connection) => other.includes(connection));
}

/** Whether these rights hold all that a grant gives, so that whoever has them may hand it on. Pure. */
export function isWithin(rights: Rights, { role: given, connection }: Grant): boolean {
  return (
    rights.length > 0 &&
    rights.every((grants) =>
      grants.some(
        (grant) =>
          isAtLeast(grant.role, given) &&
          (grant.connection === null || grant.connection === connection),
      ),
    )
  );
}
