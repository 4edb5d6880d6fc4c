import type { Reason } from "@fieldwork/contracts";

/** Proof that a claimed row is still ours: every later statement about it checks the token. */
export interface Claim {
  workId: string;
  token: string;
}

/** That `row`, which has an id and a token, still claims `table`'s row, which is in `state`. */
export function isClaimedSql(table: string, row: string, state: "asking" | "writing"): string {
  return `${table}.id = ${row}.id and ${table}.claim_token = ${row}.token and ${isInStateSql(table, state)}`;
}

/**
 * The state of a row that is found by its id. PostgreSQL knows no index of what is compared here: one of the rows
 * in that state, which looked short when the statement was planned, would be read to its end for each id.
 */
export function isInStateSql(table: string, state: string): string {
  return `${table}.state || '' = '${state}'`;
}

/** How answered work has waited so far, because it could not be written. */
export interface WriteRest {
  /** `setback`: a write failed. `hidden`: a field is hidden from us. */
  kind: "setback" | "hidden" | null;
  /** How often in a row, alone. */
  rests: number;
  /** How often in a row in a batch that failed as a whole: then it may only join smaller ones. */
  doubt: number;
  /** When that row of failures began. */
  since: Date | null;
}

export interface WriteRelease extends Claim {
  dueInMs: number;
  reason: Reason;
  isFailure: boolean;
  rest: Omit<WriteRest, "since">;
}
