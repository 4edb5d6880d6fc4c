import { recordKey } from "@fieldwork/contracts";
import { type Db, findConnectionRest } from "@fieldwork/store";
import { findDeadEvents, findTrail } from "@fieldwork/store/reading";
import { deadLettersText, explainText } from "./explain-text.ts";
import { findRef } from "./find-ref.ts";

/** @throws AppError `config_invalid` when no record, or more than one, is meant. */
export async function explainRecord(db: Db, subject: string): Promise<string> {
  const ref = await findRef(db, subject);
  const key = recordKey(ref);
  const trail = await findTrail(db, ref);
  const rest = await findConnectionRest(db, ref.connection);
  const deadLetters = await findDeadEvents(db, key);
  const parts = [
    trail ? explainText(trail, rest) : `${key}\n  No read has brought it into the line yet.`,
    ...(deadLetters.length > 0 ? [deadLettersText(deadLetters)] : []),
  ];
  return parts.join("\n\n");
}
