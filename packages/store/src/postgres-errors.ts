import { AppError } from "@fieldwork/runtime";

/**
 * SQLSTATE classes and codes which mean that the server or the connection is unavailable, not that the
 * statement is wrong: also where it refuses our role or has no such database.
 */
const outageStates = [/^08/, /^28/, /^3D000$/, /^57P0[1-5]$/, /^53/, /^25P03$/];

/**
 * A value cannot be stored: text, JSON, times and numbers that the types do not accept, constraints,
 * limits such as the size of an index row. Of many rows in a statement, one is at fault.
 */
const dataStates = [/^22/, /^23/, /^54/];

/** A table or a column is missing: a migration has not run, since every statement of ours has. */
const missingStates = ["42P01", "42703"];

const outageErrnos = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND"],
  ...["EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"],
]);

const outageMessages =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/;

// Some of them quote the value that they are about.
const maxMessageChars = 300;

/** The SQLSTATE of a failed statement; empty for anything else. */
export function sqlStateOf(error: unknown): string {
  let inner = error;
  while (inner instanceof AppError && inner.cause !== undefined) inner = inner.cause;
  const code = (inner as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

/** 40001 serialization_failure, 40P01 deadlock_detected: the same transaction may succeed at once. */
export function isSerializationFailure(error: unknown): boolean {
  return ["40001", "40P01"].includes(sqlStateOf(error));
}

/**
 * A PostgreSQL failure as one of ours: an outage is `backend_unavailable` and retryable; data that
 * cannot be stored is `data_invalid`; tables of another version are `config_invalid`; the rest is a mistake of ours and
 * stays `internal`. Codes:
 * https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
export function errorFromPostgres(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = sqlStateOf(error);
  const message = (error instanceof Error ? error.message : String(error)).slice(
    0,
    maxMessageChars,
  );
  const isOutage =
    outageStates.some((state) => state.test(code)) ||
    outageErrnos.has(code) ||
    outageMessages.test(message);
  if (isOutage || isSerializationFailure(error)) {
    return new AppError(`PostgreSQL is unavailable: ${message}`, {
      code: "backend_unavailable",
      retryable: true,
      cause: error,
    });
  }
  // The client renders the values: one that no string can hold fails before it is sent.
  if (dataStates.some((state) => state.test(code)) || error instanceof RangeError) {
    return new AppError(`PostgreSQL cannot store this: ${message}`, {
      code: "data_invalid",
      retryable: false,
      details: { sqlState: code },
      cause: error,
    });
  }
  if (missingStates.includes(code)) {
    return new AppError(
      `the tables are not those of this version: ${message}. Run npx fieldwork prepare, or npm start`,
      { code: "config_invalid", retryable: false, details: { sqlState: code }, cause: error },
    );
  }
  return new AppError(`a statement failed: ${message}`, {
    code: "internal",
    retryable: false,
    details: { sqlState: code },
    cause: error,
  });
}
