import { recordKey } from "@fieldwork/contracts";
import { findConnectionRest } from "@fieldwork/store";
import { findDeadEvents, findTrail, type Reader } from "@fieldwork/store/reading";
import { deadLettersText, explainText } from "./explain-text.ts";
import { findRef } from "./find-ref.ts";

/** @throws AppError `config_invalid` if no record matches, or more than one. */
export async function explainRecord(reader: Reader, subject: string): Promise<string> {
  const ref = await findRef(reader, subject);
  const key = recordKey(ref);
  const trail = await findTrail(reader, ref);
  const rest = await findConnectionRest(reader, ref.connection);
  const deadLetters = await findDeadEvents(reader, key);
  const parts = [
    trail ? explainText(trail, rest) : `${key}\n  It has not been read yet.`,
    ...(deadLetters.length > 0 ? [deadLettersText(deadLetters)] : []),
  ];
  return parts.join("\n\n");
}
