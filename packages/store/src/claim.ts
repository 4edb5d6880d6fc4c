import type { Reason } from "@fieldwork/contracts";

/** Proof that a claimed row is still ours: every later statement about it checks the token. */
export interface Claim {
  workId: string;
  token: string;
}

/** How answered work has waited so far, because it could not be written. */
export interface WriteRest {
  /** `setback`: a write came to nothing. `hidden`: a field is hidden from us. */
  kind: "setback" | "hidden" | null;
  /** How often in a row on its own. */
  rests: number;
  /** How often in a row in a batch that met a setback as a whole: it may join smaller ones only. */
  doubt: number;
  /** When the row of them began. */
  since: Date | null;
}

export interface WriteRelease extends Claim {
  dueInMs: number;
  reason: Reason;
  isFailure: boolean;
  rest: Omit<WriteRest, "since">;
}
