import type { Grant, Role } from "@fieldwork/contracts";
import type { Db } from "../database.ts";
import { grantsSql } from "./people.ts";

export interface NewToken {
  tokenHash: string;
  personId: string;
  name: string;
  scope: Grant;
  keepDays: number;
}

export interface TokenRow {
  id: string;
  name: string;
  owner: string;
  role: Role;
  connection: string | null;
  createdAt: Date;
  usedAt: Date | null;
  expiresAt: Date;
}

const columnsSql = `api_token.id, api_token.name, person.email as owner, role, nullif(connection, '') as connection,
  api_token.created_at as "createdAt", used_at as "usedAt", expires_at as "expiresAt"`;

export async function createToken(
  tx: Db,
  token: NewToken,
): Promise<{ id: string; expiresAt: Date }> {
  const { tokenHash, personId, name, scope, keepDays } = token;
  const [row] = await tx.query<{ id: string; expiresAt: Date }>(
    `insert into api_token (token_hash, person_id, name, role, connection, expires_at)
     values ($1, $2, $3, $4, $5, now() + $6::int * interval '1 day')
     returning id, expires_at as "expiresAt"`,
    [tokenHash, personId, name, scope.role, scope.connection ?? "", keepDays],
  );
  if (row === undefined) throw new Error("the token was not created");
  return row;
}

/** Of one person, or of all with null. */
export async function listTokens(
  db: Pick<Db, "query">,
  personId: string | null,
): Promise<TokenRow[]> {
  return db.query(
    `select ${columnsSql} from api_token join person on person.id = person_id
     where $1::uuid is null or person_id = $1 order by api_token.created_at, api_token.id`,
    [personId],
  );
}

/** Returns the name of the token that is no more. */
export async function endToken(tx: Db, id: string): Promise<string | undefined> {
  const [ended] = await tx.query<{ name: string }>(
    "delete from api_token where id::text = $1 returning name",
    [id],
  );
  return ended?.name;
}

export interface TokenBearer {
  id: string;
  name: string;
  scope: Grant;
  personId: string;
  /** What the owner may do now. */
  grants: Grant[];
}

/** Whose token this is, unless it has expired or its owner was disabled. */
export async function findToken(db: Db, tokenHash: string): Promise<TokenBearer | undefined> {
  const [found] = await db.query<TokenBearer & { isStale: boolean }>(
    `select api_token.id, api_token.name, jsonb_build_object('role', role, 'connection', nullif(connection, '')) as scope,
       person.id as "personId", ${grantsSql("person.id")} as grants,
       coalesce(used_at < now() - interval '1 minute', true) as "isStale"
     from api_token join person on person.id = person_id
     where token_hash = $1 and expires_at > now() and disabled_at is null`,
    [tokenHash],
  );
  if (found === undefined) return undefined;
  const { isStale, ...bearer } = found;
  if (isStale) await db.query("update api_token set used_at = now() where id = $1", [bearer.id]);
  return bearer;
}
