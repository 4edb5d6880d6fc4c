import { type Service, storableText } from "@fieldwork/runtime";
import pg from "pg";
import { errorFromPostgres, isSerializationFailure } from "./postgres-errors.ts";

/** Where statements run: the pool, or one transaction. */
export interface Db {
  /**
   * With values, even none (`[]`), a single statement that each session parses and plans once. Without, a text of
   * any statements, parsed and planned each time.
   *
   * Text values are stored as `storableText` leaves them, wherever they come from; JSON must be
   * rendered by `storableJson`.
   *
   * @throws AppError `data_invalid` if PostgreSQL cannot hold a value: then nothing is done.
   */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Db, Service {
  /** Resolves if PostgreSQL replies. */
  check(): Promise<void>;
  /**
   * Runs `work` in one transaction. Like a single statement, it is tried again after a serialisation
   * failure or deadlock: here and nowhere else.
   */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
}

export interface PoolOptions {
  connectionString: string;
  /** The most sessions at once. */
  max: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /**
   * Commits do not wait for the disk, so a crash of PostgreSQL may undo the last moments. For
   * statements whose loss only costs time, such as claims.
   */
  asyncCommit?: boolean;
}

export function createPool(poolOptions: PoolOptions): pg.Pool {
  const { connectionString, max, applicationName, asyncCommit = false } = poolOptions;
  const pool = new pg.Pool({
    connectionString,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 5000,
    // A process that is stopped in a transaction must not keep its locks.
    idle_in_transaction_session_timeout: 10_000,
    idleTimeoutMillis: 30_000,
    // Sessions plan their statements while tables are empty that are full a minute later: a plan that
    // reads the whole of one would stay. Bitmaps read all dead entries of a queue's indexes each time,
    // where a plain scan passes each only once. One plan serves all values: another for each would cost
    // more than it saves.
    options: [
      ...["enable_seqscan=off", "enable_bitmapscan=off", "plan_cache_mode=force_generic_plan"],
      ...(asyncCommit ? ["synchronous_commit=off"] : []),
    ]
      .map((setting) => `-c ${setting}`)
      .join(" "),
  });
  // An idle session that the server ends; the next query opens another.
  pool.on("error", () => undefined);
  // The same within a transaction: its next statement fails, which is enough.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

const transactionAttempts = 5;

/** @throws AppError `backend_unavailable` (retryable) from every call while PostgreSQL cannot be reached. */
export function createDatabase(options: PoolOptions): Database {
  const pool = createPool(options);
  let ended = false;

  async function runTransaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("begin");
      const result = await work(dbOf(client));
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async function check(): Promise<void> {
    await pool.query("select 1").catch((error: unknown) => {
      throw errorFromPostgres(error);
    });
  }

  const { query } = dbOf(pool);
  return {
    name: "database",
    query: (text, values) => retried(() => query(text, values)),
    transaction: (work) => retried(() => runTransaction(work)),
    check,
    start: check,
    async stop() {
      if (ended) return;
      ended = true;
      await pool.end();
    },
  };
}

/** A single statement is a transaction too: if several lock rows in different orders, one is the victim. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isSerializationFailure(error) || attempt === transactionAttempts) {
        throw errorFromPostgres(error);
      }
    }
  }
}

function dbOf(queryable: pg.Pool | pg.PoolClient): Db {
  return {
    async query<Row extends object>(text: string, given?: readonly unknown[]) {
      try {
        const name = given && nameOf(text);
        const values = given?.map(storable) ?? [];
        const result = await queryable.query<Row>({ name, text, values });
        return result.rows;
      } catch (error) {
        throw errorFromPostgres(error);
      }
    },
  };
}

/** A value, or a column of values, as PostgreSQL can hold it. */
function storable(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  return Array.isArray(value) ? value.map(storable) : value;
}

const statementNames = new Map<string, string>();

/**
 * A text with values is parsed and planned once for each session: for few rows, that costs more than
 * running it.
 */
function nameOf(text: string): string {
  const name = statementNames.get(text) ?? `fieldwork-${statementNames.size}`;
  statementNames.set(text, name);
  return name;
}

/** The first with the collation `pg_c_utf8`, in whose order the tables keep texts. */
const leastVersion = 17;

export interface PostgresServerFacts {
  version: string;
  /** The major version that the tables need. */
  leastVersion: number;
  isTooOld: boolean;
  /** By its clock. */
  now: Date;
}

/** Which PostgreSQL this is, whether the tables can be in it, and what its clock says. */
export async function findServer(db: Db): Promise<PostgresServerFacts> {
  const [row] = await db.query<{ version: string; now: Date }>(
    "select current_setting('server_version') as version, clock_timestamp() as now",
  );
  if (row === undefined) throw new RangeError("a statement without a table returned no row");
  return { ...row, leastVersion, isTooOld: Number.parseInt(row.version, 10) < leastVersion };
}
