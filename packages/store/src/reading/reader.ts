import { AppError, type Service, storableText } from "@fieldwork/runtime";
import pg from "pg";
import { errorFromPostgres } from "../postgres-errors.ts";

/** Where people's questions are asked: apart from the line's sessions, and unable to change anything. */
export interface Reader extends Service {
  /**
   * Runs one statement, planned for the values it is given.
   *
   * @throws AppError `request_too_broad` if it takes longer than readers may. @throws AppError
   * `backend_unavailable` (retryable) while PostgreSQL cannot be reached.
   */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface ReaderOptions {
  connectionString: string;
  /** Most sessions at once. */
  max: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** After this long a statement is given up, so that no question weighs on the line for long. */
  statementTimeoutMs?: number;
}

const defaultTimeoutMs = 3000;

/**
 * The pool of the reading side. The line's own pool forbids plans that a reader needs, and keeps plans
 * that were made for other values; here the planner has its normal settings and sees the values each time.
 */
export function createReader(options: ReaderOptions): Reader {
  const { statementTimeoutMs = defaultTimeoutMs } = options;
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    // Compiling a statement takes longer than reading a page; and one reader takes one core at most.
    options: [
      ...["default_transaction_read_only=on", `statement_timeout=${statementTimeoutMs}`],
      ...["jit=off", "max_parallel_workers_per_gather=0"],
    ]
      .map((setting) => `-c ${setting}`)
      .join(" "),
  });
  // An idle session that the server ends; the next query opens another.
  pool.on("error", () => undefined);
  let ended = false;

  async function query<Row extends object>(text: string, values: readonly unknown[] = []) {
    try {
      return (await pool.query<Row>(text, values.map(storable))).rows;
    } catch (error) {
      throw errorFromReading(error, statementTimeoutMs);
    }
  }

  return {
    name: "reader",
    query,
    async start() {
      await query("select 1");
    },
    async stop() {
      if (ended) return;
      ended = true;
      await pool.end();
    },
  };
}

const canceled = "57014";

function errorFromReading(error: unknown, timeoutMs: number): AppError {
  if ((error as { code?: unknown }).code !== canceled) return errorFromPostgres(error);
  return new AppError(`the query takes longer than ${timeoutMs} ms; narrow it`, {
    code: "request_too_broad",
    retryable: false,
    cause: error,
  });
}

/** What PostgreSQL cannot hold is in no row; it is looked for as it would have been stored. */
function storable(value: unknown): unknown {
  return typeof value === "string" ? storableText(value) : value;
}
