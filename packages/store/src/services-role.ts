import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { type ConfigProblem, configError, type Logger } from "@fieldwork/runtime";
import pg from "pg";
import { createDatabase, type Database, type Db } from "./database.ts";
import { sqlStateOf } from "./postgres-errors.ts";

export interface ServicesRoleOptions {
  /** Connects as the role that owns the tables. */
  admin: Database;
  /** Names the services' role. */
  databaseUrl: string;
  /** Schemas with further tables, such as a queue's. */
  schemas?: readonly string[];
  logger: Logger;
}

const roleName = "fieldwork_services";

/**
 * The same database for the services: as a separate role, whose password is derived from the owner's.
 * For servers that are only ours.
 */
export function servicesUrlFrom(adminUrl: string): string {
  const url = new URL(adminUrl);
  url.password = createHmac("sha256", url.password).update(roleName).digest("hex");
  url.username = roleName;
  return url.href;
}

/**
 * Lets the role of `databaseUrl` read and change the contents of the tables, and nothing more. Creates
 * the role if it does not exist. Call it whenever tables may have been created.
 *
 * @throws AppError `config_invalid` if it cannot be created, cannot connect, or may do more than that.
 */
export async function prepareServicesRole(options: ServicesRoleOptions): Promise<void> {
  const { admin, databaseUrl, schemas = [], logger } = options;
  const { username, password } = new URL(databaseUrl);
  const role = decodeURIComponent(username);
  const [owner] = await admin.query<{ name: string }>("select current_user as name");
  if (role === "" || role === owner?.name) {
    const problem = role === "" ? "names no role" : "names the role that owns the tables";
    throw refused({ problem, remedy: "Name a separate role for the services" });
  }
  const found = await admin.query("select from pg_roles where rolname = $1", [role]);
  if (found.length === 0) {
    await createRole(admin, role, decodeURIComponent(password));
    logger.info({ role }, "created the role that services connect as");
  }
  await admin.transaction((tx) => grantUse(tx, role, schemas));
  await checkRole(databaseUrl, schemas);
}

async function createRole(admin: Db, role: string, password: string): Promise<void> {
  const login =
    password === "" ? "login" : `login password ${pg.escapeLiteral(scramVerifier(password))}`;
  try {
    await admin.query(`create role ${pg.escapeIdentifier(role)} ${login}`);
  } catch (error) {
    // Another database of this server was prepared at the same moment.
    if (["42710", "23505"].includes(sqlStateOf(error))) return;
    if (sqlStateOf(error) !== "42501") throw error;
    throw refused({
      problem: `names the role ${role}, which does not exist and which DATABASE_ADMIN_URL's role may not create`,
      remedy: `Create it with "create role ${role} login" and a password`,
    });
  }
}

/**
 * What a server stores in place of a password, so that no statement and no log contains the password.
 * RFC 5803.
 */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const keyFor = (use: string) => createHmac("sha256", salted).update(use).digest();
  const stored = createHash("sha256").update(keyFor("Client Key")).digest("base64");
  const server = keyFor("Server Key").toString("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${stored}:${server}`;
}

/** For every table and sequence that the owner of the migrations has in these schemas. */
async function grantUse(tx: Db, role: string, schemas: readonly string[]): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('fieldwork migrations'))");
  const name = pg.escapeIdentifier(role);
  const [home] = await tx.query<{ schema: string }>("select current_schema() as schema");
  for (const schema of [home?.schema ?? "public", ...schemas]) {
    await tx.query(`grant usage on schema ${pg.escapeIdentifier(schema)} to ${name}`);
  }
  const owned = await tx.query<{ kind: string; names: string }>(
    `select relkind as kind, string_agg(pg_class.oid::regclass::text, ', ') as names
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind in ('r', 'p', 'v', 'S') and (nspname = current_schema() or nspname = any($1))
       and relowner = (select relowner from pg_class where oid = 'migration'::regclass)
     group by 1`,
    [schemas],
  );
  for (const { kind, names } of owned) {
    const rights = kind === "S" ? "usage, select on sequence" : "select, insert, update, delete on";
    await tx.query(`grant ${rights} ${names} to ${name}`);
  }
  for (const { rights, table } of withheld) {
    await tx.query(`revoke ${rights} on ${table} from ${name}`);
  }
}

/** What the services may not do with tables that they otherwise use. */
const withheld = [
  { table: "migration", rights: "insert, update, delete" },
  // An entry is only added; its values can be erased, not changed.
  { table: "audit", rights: "update, delete" },
  { table: "audit_value", rights: "update" },
];

interface RoleRights {
  role: string;
  superuser: boolean;
  owns: number;
  /** Is a member of the role that owns the tables. */
  inherits: boolean;
  creates: string[];
}

/** Connects as the role, and verifies that it cannot do more than it should. */
async function checkRole(databaseUrl: string, schemas: readonly string[]): Promise<void> {
  const database = createDatabase({
    connectionString: databaseUrl,
    max: 1,
    applicationName: "fieldwork prepare",
  });
  try {
    const [rights] = await database.query<RoleRights>(
      `select current_user as role, rolsuper as superuser,
         (select count(*)::int from pg_class
          where relowner = pg_roles.oid and relkind in ('r', 'p', 'S', 'v')) as owns,
         (select pg_has_role(relowner, 'member') from pg_class
          where oid = 'migration'::regclass) as inherits,
         array(select nspname::text from pg_namespace
          where (nspname = current_schema() or nspname = any($1))
            and has_schema_privilege(nspname, 'create')) as creates,
         (select count(*) from migration) as migrations
       from pg_roles where rolname = current_user`,
      [schemas],
    );
    const problem = rights && tooMuch(rights);
    if (problem) throw refused(problem);
  } catch (error) {
    if (!sqlStateOf(error).startsWith("28")) throw error;
    throw refused({
      problem: "is refused by the server: the role or its password is wrong",
      remedy: "Correct the password, or change the role's",
    });
  } finally {
    await database.stop();
  }
}

function tooMuch({ role, superuser, owns, inherits, creates }: RoleRights): Problem | undefined {
  const remedy = "Name a role that owns nothing, or one that does not exist yet";
  if (superuser) return { problem: `names ${role}, which is a superuser`, remedy };
  if (owns > 0)
    return {
      problem: `names ${role}, which owns ${owns === 1 ? "a table" : `${owns} tables`} here`,
      remedy,
    };
  if (inherits)
    return { problem: `names ${role}, a member of the role that owns the tables`, remedy };
  const [schema] = creates;
  if (schema === undefined) return undefined;
  return {
    problem: `names ${role}, which may create tables in the schema ${schema}`,
    remedy: `Withdraw that right: revoke create on schema ${schema} from public, ${role}`,
  };
}

type Problem = Omit<ConfigProblem, "what">;

function refused(problem: Problem) {
  return configError([{ what: "DATABASE_URL", ...problem }]);
}
