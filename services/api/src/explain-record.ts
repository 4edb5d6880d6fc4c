import { type RecordRef, recordKey } from "@fieldwork/contracts";
import { type ConnectionRest, findConnectionRest } from "@fieldwork/store";
import {
  type DeadEvent,
  findDeadEvents,
  findTrail,
  type Reader,
  type Trail,
} from "@fieldwork/store/reading";
import { deadLettersText, explainText } from "./explain-text.ts";
import { findRef } from "./find-ref.ts";

export interface Explanation {
  ref: RecordRef;
  trail: Trail | undefined;
  rest: ConnectionRest | undefined;
  deadLetters: DeadEvent[];
}

/**
 * Everything that is known of one record.
 *
 * @throws AppError `config_invalid` if no record matches, or more than one.
 */
export async function findExplanation(reader: Reader, subject: string): Promise<Explanation> {
  return explain(reader, await findRef(reader, subject));
}

/** The same of a record that is known by its whole name. */
export async function explain(reader: Reader, ref: RecordRef): Promise<Explanation> {
  const trail = await findTrail(reader, ref);
  const rest = await findConnectionRest(reader, ref.connection);
  const deadLetters = await findDeadEvents(reader, recordKey(ref));
  return { ref, trail, rest, deadLetters };
}

/** The same in words. Pure. */
export function explanationText({ ref, trail, rest, deadLetters }: Explanation): string {
  const parts = [
    trail ? explainText(trail, rest) : `${recordKey(ref)}\n  It has not been read yet.`,
    ...(deadLetters.length > 0 ? [deadLettersText(deadLetters)] : []),
  ];
  return parts.join("\n\n");
}

/** @throws AppError as `findExplanation`. */
export async function explainRecord(reader: Reader, subject: string): Promise<string> {
  return explanationText(await findExplanation(reader, subject));
}
