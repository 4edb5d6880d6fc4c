import type { Screen } from "./screen.ts";

/** What a command shows: the same for programs, as one object, and for people. */
export interface Shown {
  data: object;
  /** It may depend on where it is shown. */
  text: string | ((screen: Screen) => string);
  /** Where what was looked at is wrong. */
  exitCode?: number;
}

/** How a command ends, as services/api/README.md lists it. */
export const exitCodes = {
  done: 0,
  /** It failed, or what it looked at is wrong. */
  failed: 1,
  /** It is written wrongly. */
  usage: 2,
  /** The API refused it: not allowed, not found, or not possible as things are. */
  refused: 3,
  /** An order that cannot be taken back was not confirmed. */
  notConfirmed: 4,
  /** Nothing answers there now, or not yet again: the same may be tried later. */
  unavailable: 5,
} as const;

/** A command that is written wrongly in a way that its arguments alone do not tell. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** An order that nobody confirmed: nothing was done. */
export class NotConfirmedError extends Error {
  override readonly name = "NotConfirmedError";
  readonly preview: Shown;
  constructor(preview: Shown, whatToDo: string) {
    super(whatToDo);
    this.preview = preview;
  }
}
