import type { Reason } from "@fieldwork/contracts";

/** Proof that a claimed row is still ours: every later statement about it checks the token. */
export interface Claim {
  workId: string;
  token: string;
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
